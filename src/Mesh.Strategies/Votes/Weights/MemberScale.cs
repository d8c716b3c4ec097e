namespace Mesh.Strategies.Votes.Weights;

/// <summary>What is known of a vote's members on a class of tasks, for all that weighs or reads their answers.</summary>
/// <param name="Accuracies">For each member how often it is right, smoothed.</param>
/// <param name="Answers">K, the number of plausible answers.</param>
/// <param name="Weights">For each member the weight of its vote.</param>
/// <param name="Lengths">For each member the mean logarithm of its output's characters.</param>
/// <param name="PromptLength">The mean logarithm of the questions' characters.</param>
/// <param name="KeyLength">The mean logarithm of the answers' characters.</param>
public sealed record MemberScale(double[] Accuracies, double Answers, double[] Weights, double[] Lengths, double PromptLength, double KeyLength);
