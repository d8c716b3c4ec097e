namespace Mesh.Load.Recorded;

/// <summary>What one model said to one question, with what a vendor would have counted.</summary>
/// <param name="Text">Its words as they were recorded; empty for nothing.</param>
/// <param name="Quality">How right it is, 0 to 1.</param>
/// <param name="InputTokens">Tokens of the prompt.</param>
/// <param name="OutputTokens">Tokens of the answer.</param>
/// <param name="Seconds">Simulated seconds to its end: no latency was recorded.</param>
internal readonly record struct RecordedAnswer(string Text, double Quality, int InputTokens, int OutputTokens, double Seconds);
