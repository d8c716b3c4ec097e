using System.Security.Cryptography;
using System.Text.Json;
using Mesh.Routing.Learning;

namespace Mesh.Strategies.Confidence.Scoring;

/// <summary>A learned scorer as a JSON document: version, checksum, features, parts, and how it did. Small: tens of kilobytes.</summary>
/// <param name="Scorer">The scorer.</param>
/// <param name="Evaluation">How it did.</param>
/// <param name="TrainedAt">When it was trained.</param>
public sealed record ScorerArtifact(LearnedScorer Scorer, ScorerEvaluation Evaluation, DateTimeOffset TrainedAt)
{
    /// <summary>Version of the format; another one is refused.</summary>
    public const int Version = 2;

    /// <summary>Longest document that is read, in characters.</summary>
    public const int MostCharacters = 4_000_000;

    private const string Kind = "meshsilo-confidence";
    private static readonly JsonSerializerOptions s_options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    /// <summary>The artefact as JSON.</summary>
    public string ToJson()
    {
        var parts = Scorer.Parts;
        var document = new Document(
            Kind, Version, "", TrainedAt, ScorerFeatures.Names, Evaluation, parts.Right, Trees.Of(parts.RightTrees), parts.Slope, parts.Offset, parts.Gain, parts.GainTrees is { } gain ? Trees.Of(gain) : null);
        return JsonSerializer.Serialize(document with { Checksum = Sum(document) }, s_options);
    }

    /// <summary>Reads an artefact.</summary>
    /// <exception cref="FormatException">The text is no artefact, of another version, for other features, or damaged; the message names what and the mend.</exception>
    public static ScorerArtifact FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (json.Length > MostCharacters)
        {
            throw new FormatException($"scorer: {json.Length} characters are more than the {MostCharacters} that are read; train it anew");
        }

        var document = Parse(json);
        if (!document.Features.SequenceEqual(ScorerFeatures.Names, StringComparer.Ordinal))
        {
            throw new FormatException("scorer: it was trained on other features than this silo reads; train it anew");
        }

        var linear = new[] { document.Right, document.Gain }.OfType<LinearScore>();
        if (linear.Any(l => l.Weights.Length != ScorerFeatures.Count || !float.IsFinite(l.Bias) || !l.Weights.All(float.IsFinite)) || !double.IsFinite(document.Slope + document.Offset) || (document.Gain is null) != (document.GainTrees is null))
        {
            throw new FormatException("scorer: its weights don't fit its features; copy it again or train it anew");
        }

        var parts = new ScorerParts(document.Right, document.RightTrees.Read(), document.Slope, document.Offset, document.Gain, document.GainTrees?.Read());
        if (document.Checksum != Sum(document with { Checksum = "" }))
        {
            throw new FormatException("scorer: its checksum is another one, so that something in it was changed; copy it again or train it anew");
        }

        return new ScorerArtifact(new LearnedScorer(parts), document.Evaluation, document.TrainedAt);
    }

    private static Document Parse(string json)
    {
        try
        {
            using (var any = JsonDocument.Parse(json))
            {
                if (any.RootElement.ValueKind != JsonValueKind.Object || !any.RootElement.TryGetProperty("kind", out var kind) || kind.ValueKind != JsonValueKind.String || kind.GetString() != Kind)
                {
                    throw new FormatException("scorer: this document is no learned scorer");
                }

                if (!any.RootElement.TryGetProperty("version", out var version) || !version.TryGetInt32(out var number) || number != Version)
                {
                    throw new FormatException($"scorer: its format is not version {Version}, which this silo reads; train it anew");
                }
            }

            return JsonSerializer.Deserialize<Document>(json, s_options)!;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("scorer: this is no whole JSON document of a learned scorer; copy it again or train it anew", e);
        }
    }

    // Of the document as it is written without it.
    private static string Sum(Document document) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(document, s_options)));

    private sealed record Document(
        string Kind, int Version, string Checksum, DateTimeOffset TrainedAt, IReadOnlyList<string> Features, ScorerEvaluation Evaluation, LinearScore Right, Trees RightTrees, double Slope, double Offset, LinearScore? Gain, Trees? GainTrees);

    private sealed record Trees(int[] Roots, short[] Features, float[] Values, int[] Children, float Base)
    {
        public static Trees Of(RegressionTrees trees) => new(trees.Roots, trees.Features, trees.Values, trees.Children, trees.Base);

        // A child stands after its node, so that no walk goes round.
        public RegressionTrees Read()
        {
            var nodes = Features.Length;
            var whole = Values.Length == nodes && Children.Length == nodes && Roots.All(r => r >= 0 && r < nodes) && float.IsFinite(Base) && Values.All(float.IsFinite)
                && Enumerable.Range(0, nodes).All(n => Features[n] < 0 || (Features[n] < ScorerFeatures.Count && Children[n] > n && Children[n] + 1 < nodes));
            return whole ? new RegressionTrees(Roots, Features, Values, Children, Base) : throw new FormatException("scorer: its trees are damaged; copy it again or train it anew");
        }
    }
}
