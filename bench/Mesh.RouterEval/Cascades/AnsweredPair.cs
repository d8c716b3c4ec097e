using Mesh.Routing.Learning;
using Mesh.Strategies.Confidence.Checks;
using Mesh.Training.Confidence;

namespace Mesh.RouterEval.Cascades;

/// <summary>One question with the weak model's answer, and how right both models' answers were.</summary>
internal sealed record AnsweredPair(string Prompt, string Answer, float Weak, float Strong)
{
    public CheckedAnswer Checks { get; } = AnswerChecks.Of(new AnswerToCheck(Prompt, Answer));

    public JudgedAnswer Judged { get; } = JudgedAnswer.Of(new AnswerToCheck(Prompt, Answer), Weak, Strong);

    public HashedPrompt Hashed { get; } = HashedPrompt.Of(Prompt);
}
