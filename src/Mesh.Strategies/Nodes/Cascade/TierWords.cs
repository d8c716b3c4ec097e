using System.Globalization;
using Mesh.Strategies.Confidence.Sources;

namespace Mesh.Strategies.Nodes.Cascade;

/// <summary>What a confidence was made of, in the words of a report; no content.</summary>
internal static class TierWords
{
    /// <summary>Such as <c>0.30 of 0.80 (checks 0.80, checks at most 0.30: a sum doesn't come out)</c>.</summary>
    public static string Of(AnswerConfidence judged, double least) => FormattableString.Invariant(
        $"{(judged.Value is { } value ? value.ToString("0.00", CultureInfo.InvariantCulture) : "unknown")} of {least:0.00} ({(judged.Parts.Count == 0 ? "no source says anything" : string.Join(", ", judged.Parts.Select(Part)))})");

    private static string Part(ConfidencePart part) =>
        FormattableString.Invariant($"{part.Source} {(part.Caps ? "at most " : "")}{part.Value:0.00}{(part.Reason is { } reason ? ": " + reason : "")}");
}
