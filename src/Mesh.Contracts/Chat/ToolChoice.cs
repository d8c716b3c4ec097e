namespace Mesh.Contracts.Chat;

/// <summary>Whether and which tool must be called.</summary>
/// <param name="Mode">How free the model is.</param>
/// <param name="FunctionName">The function for <see cref="ToolChoiceMode.Function"/>, else null.</param>
[GenerateSerializer, Immutable, Alias("mesh.ToolChoice")]
public sealed record ToolChoice([property: Id(0)] ToolChoiceMode Mode, [property: Id(1)] string? FunctionName = null);
