using Mesh.Routing.Learning;

namespace Mesh.Training.Recorded;

/// <summary>One recorded outcome: a prompt, the one model that answered it, and how well.</summary>
/// <param name="Prompt">The prompt's features.</param>
/// <param name="Kind">Its class of task; null where that is not known.</param>
/// <param name="Model">The model.</param>
/// <param name="Quality">How well, 0 to 1.</param>
public sealed record JudgedPrompt(HashedPrompt Prompt, string? Kind, string Model, float Quality);
