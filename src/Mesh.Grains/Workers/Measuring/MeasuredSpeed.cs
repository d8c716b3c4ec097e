namespace Mesh.Grains.Workers.Measuring;

/// <summary>How fast an engine was when it had nothing else to do.</summary>
/// <param name="PrefillTokensPerSecond">Prompt tokens a second that it reads; null when it was too fast or too odd to tell.</param>
/// <param name="TokenSeconds">Seconds between two tokens of one answer; null likewise.</param>
internal sealed record MeasuredSpeed(double? PrefillTokensPerSecond, double? TokenSeconds);
