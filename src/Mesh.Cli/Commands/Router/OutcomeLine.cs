namespace Mesh.Cli.Commands.Router;

/// <summary>A recorded outcome as a line of JSON.</summary>
/// <param name="At">When it was said.</param>
/// <param name="Model">The model that answered.</param>
/// <param name="Quality">How well, 0 to 1.</param>
/// <param name="Task">The class of task; null where it is not known.</param>
/// <param name="CostUsd">What the answer cost in USD; null where that is not known.</param>
/// <param name="Seconds">How long it took; null where that is not known.</param>
/// <param name="Prompt">The prompt's hashes and signals, packed and in Base64.</param>
/// <param name="Cascade">The walk of the cascade whose answer it was; null where a model was asked by itself.</param>
internal sealed record OutcomeLine(DateTimeOffset At, string Model, double Quality, string? Task, double? CostUsd, double? Seconds, byte[] Prompt, CascadeLine? Cascade = null);
