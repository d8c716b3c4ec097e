using Mesh.Routing.Learning;

namespace Mesh.Training;

/// <summary>A recorded prompt and how good each model's answer to it was.</summary>
/// <param name="Prompt">The prompt's features.</param>
/// <param name="Kind">Its labelled kind (task class, subject); null where nobody labelled it.</param>
/// <param name="Qualities">Quality of each model's answer, 0 to 1; not a number where a model wasn't asked.</param>
public sealed record OutcomeRow(HashedPrompt Prompt, string? Kind, float[] Qualities);
