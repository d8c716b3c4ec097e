using System.Text.Json;
using Mesh.Strategies.Votes.Weights;

namespace Mesh.Strategies.Votes.Learned;

/// <summary>A learned cascade as a JSON document: version, coefficients of each stage, and what is known of its members. Its members are the tiers in their order.</summary>
/// <param name="Cascade">The cascade; its members are 0 to n - 1, and n is the last one.</param>
/// <param name="TrainedAt">When it was fitted.</param>
public sealed record GainArtifact(GainCascade Cascade, DateTimeOffset TrainedAt)
{
    /// <summary>Version of the format; another one is refused.</summary>
    public const int Version = 1;

    private const string Kind = "meshsilo-gains";
    private static readonly JsonSerializerOptions s_options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    /// <summary>A cascade of some members of a larger table, with its members renamed to their order.</summary>
    /// <param name="fitted">The cascade as it was fitted.</param>
    /// <param name="trainedAt">When it was fitted.</param>
    public static GainArtifact Of(GainCascade fitted, DateTimeOffset trainedAt)
    {
        int[] places = [.. fitted.Members, fitted.Last];
        var scale = fitted.Scale with { Accuracies = Kept(fitted.Scale.Accuracies), Weights = Kept(fitted.Scale.Weights), Lengths = Kept(fitted.Scale.Lengths) };
        return new GainArtifact(fitted with { Members = [.. Enumerable.Range(0, fitted.Members.Length)], Last = fitted.Members.Length, Scale = scale }, trainedAt);

        double[] Kept(double[] all) => [.. places.Select(p => all[p])];
    }

    /// <summary>Whether a document says that it is one.</summary>
    public static bool IsOne(string json) => json.Contains(Kind, StringComparison.Ordinal);

    /// <summary>The artefact as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new Document(Kind, Version, TrainedAt, Cascade.Members.Length, Cascade.Votes, Cascade.Stages, Cascade.Threshold, double.IsFinite(Cascade.SkipOver) ? Cascade.SkipOver : null, Cascade.Scale),
        s_options);

    /// <summary>Reads an artefact.</summary>
    /// <exception cref="FormatException">The text is no learned cascade, of another version, or damaged; the message names what and the mend.</exception>
    public static GainArtifact FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var read = Parse(json);
        if (read.Kind != Kind || read.Version != Version)
        {
            throw new FormatException($"gains: this is no learned cascade of version {Version}, which this silo reads; fit it anew");
        }

        var (tiers, scale) = (read.Members + 1, read.Scale);
        var whole = read.Members is >= 0 and <= GainCascade.MostMembers && read.Stages.Length == read.Members && read.Stages.All(s => s is { Length: GainSignals.Count } && s.All(double.IsFinite))
            && scale.Accuracies.Length == tiers && scale.Weights.Length == tiers && scale.Lengths.Length == tiers
            && scale.Weights.All(w => w >= 0 && double.IsFinite(w)) && scale.Accuracies.Concat(scale.Lengths).Append(scale.PromptLength).Append(scale.KeyLength).All(double.IsFinite)
            && scale.Answers >= VoteWeight.LeastAnswers && double.IsFinite(read.Threshold + scale.Answers);
        return whole
            ? new GainArtifact(new GainCascade([.. Enumerable.Range(0, read.Members)], read.Members, read.Votes, read.Stages, read.Threshold, scale, read.SkipOver ?? GainCascade.NeverSkip), read.TrainedAt)
            : throw new FormatException("gains: its figures don't fit its members; copy it again or fit it anew");
    }

    private static Document Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Document>(json, s_options) ?? throw new JsonException();
        }
        catch (JsonException e)
        {
            throw new FormatException("gains: this is no whole JSON document of a learned cascade; copy it again or fit it anew", e);
        }
    }

    private sealed record Document(string Kind, int Version, DateTimeOffset TrainedAt, int Members, bool Votes, double[][] Stages, double Threshold, double? SkipOver, MemberScale Scale);
}
