namespace Mesh.Grains.Workers.Measuring;

/// <summary>An answer of an engine and the time that it took.</summary>
/// <param name="Seconds">Time to the whole answer.</param>
/// <param name="PromptTokens">Prompt tokens that had to be read, those that were cached left out.</param>
/// <param name="AnswerTokens">Answer tokens.</param>
internal readonly record struct TimedAnswer(double Seconds, long PromptTokens, long AnswerTokens);
