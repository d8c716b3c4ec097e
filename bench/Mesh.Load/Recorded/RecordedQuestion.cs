namespace Mesh.Load.Recorded;

/// <summary>A question and what each model said to it.</summary>
/// <param name="Prompt">The question as it is asked.</param>
/// <param name="Answers">By the models' places.</param>
internal sealed record RecordedQuestion(string Prompt, RecordedAnswer[] Answers);
