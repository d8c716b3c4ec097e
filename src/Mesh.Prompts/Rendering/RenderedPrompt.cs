namespace Mesh.Prompts.Rendering;

/// <summary>A prompt ready to be sent.</summary>
/// <param name="System">What the system message says; never empty where anything is fenced, since it says what the fences mean.</param>
/// <param name="User">What the user message says.</param>
/// <param name="Template">The template, with its version.</param>
/// <param name="LeftOut">Characters of data that were left out for want of room.</param>
public sealed record RenderedPrompt(string System, string User, string Template, long LeftOut);
