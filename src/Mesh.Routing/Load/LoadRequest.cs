namespace Mesh.Routing.Load;

/// <summary>What placing a request needs to know of it.</summary>
/// <param name="PromptTokens">Tokens of its prompt.</param>
/// <param name="AnswerTokens">Tokens that its answer is expected to have.</param>
/// <param name="Key">Stands for what is new in its prompt: equal prompts have equal keys on every silo; 0 when nothing is known of it.</param>
public readonly record struct LoadRequest(double PromptTokens, double AnswerTokens, ulong Key = 0);
