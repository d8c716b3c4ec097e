using Mesh.Routing.Learning;
using Mesh.Strategies.Confidence.Checks;
using Mesh.Training.Confidence;

namespace Mesh.RouterEval.Cascades;

/// <summary>One question with the weak model's answer, and how right both models' answers were.</summary>
/// <param name="Prompt">The question.</param>
/// <param name="Answer">What the weak model said.</param>
/// <param name="Weak">How right that is, 0 to 1.</param>
/// <param name="Strong">How right the strong model's answer is.</param>
/// <param name="StrongAnswer">What that said; empty where it wasn't recorded.</param>
internal sealed record AnsweredPair(string Prompt, string Answer, float Weak, float Strong, string StrongAnswer = "")
{
    public CheckedAnswer Checks { get; } = AnswerChecks.Of(new AnswerToCheck(Prompt, Answer));

    public JudgedAnswer Judged { get; } = JudgedAnswer.Of(new AnswerToCheck(Prompt, Answer), Weak, Strong);

    public HashedPrompt Hashed { get; } = HashedPrompt.Of(Prompt);
}
