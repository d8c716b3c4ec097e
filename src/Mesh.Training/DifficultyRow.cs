using Mesh.Routing.Learning;

namespace Mesh.Training;

/// <summary>A prompt of another source and how good answers to it were on the whole.</summary>
/// <param name="Prompt">The prompt's features.</param>
/// <param name="Quality">Mean quality of other models' answers, 0 to 1.</param>
public sealed record DifficultyRow(HashedPrompt Prompt, float Quality);
