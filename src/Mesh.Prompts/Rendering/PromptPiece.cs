namespace Mesh.Prompts.Rendering;

/// <summary>A piece of a prompt, filled in and not yet fenced.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Label">What its fence calls it; null for text that is none of a user's or model's.</param>
internal sealed record PromptPiece(string Text, string? Label);
