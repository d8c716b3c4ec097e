namespace Mesh.Testing.Replay;

/// <summary>One answer as it arrived.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Exact">Whether bytes, pieces and order are the upstream's.</param>
/// <param name="Input">Prompt tokens that were told.</param>
/// <param name="Output">Answer tokens that were told.</param>
/// <param name="CostUsd">Cost that was told; null where it is not known yet when headers leave.</param>
public sealed record ReplayAnswer(string Text, bool Exact, long Input, long Output, decimal? CostUsd);
