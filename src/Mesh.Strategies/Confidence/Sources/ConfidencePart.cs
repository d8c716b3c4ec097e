namespace Mesh.Strategies.Confidence.Sources;

/// <summary>What one source says of an answer.</summary>
/// <param name="Source">Its name: checks, scorer, logprobs, agreement, judge ...</param>
/// <param name="Value">Its confidence, 0 to 1.</param>
/// <param name="Weight">How much it counts; 0 or more. A source that vetoes has none.</param>
/// <param name="Caps">Whether the whole can't be above it: a broken schema, a refusal.</param>
/// <param name="Reason">What it found, in a few words, without the answer's text; null where the number says all.</param>
public sealed record ConfidencePart(string Source, double Value, double Weight = 1, bool Caps = false, string? Reason = null);
