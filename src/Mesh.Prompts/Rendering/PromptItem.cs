namespace Mesh.Prompts.Rendering;

/// <summary>An item of a list.</summary>
/// <param name="Text">What a user or a model said.</param>
/// <param name="Label">What the mesh calls it; of anything but letters, digits and <c>. _ - / @ :</c> a <c>_</c> is made. Empty for nothing.</param>
public sealed record PromptItem(string Text, string Label = "");
