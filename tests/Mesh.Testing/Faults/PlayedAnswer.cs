using Mesh.Testing.Wire;

namespace Mesh.Testing.Faults;

/// <summary>An answer that is put together for its request.</summary>
/// <param name="Answer">What happens on the connection.</param>
/// <param name="PromptTokens">Prompt tokens that it bills; null when it bills nothing.</param>
/// <param name="AnswerTokens">Answer tokens that it bills.</param>
public sealed record PlayedAnswer(WireAnswer Answer, int? PromptTokens, int AnswerTokens);
