using System.Security.Cryptography;
using Mesh.Prompts.Rendering;
using Mesh.Prompts.Templates;

namespace Mesh.Strategies.Plans;

/// <summary>What plans say to models in their own words.</summary>
/// <param name="library">The templates.</param>
/// <param name="renderer">Fills them in.</param>
public sealed class PlanPrompts(PromptLibrary library, PromptRenderer renderer)
{
    /// <summary>The templates that come with the mesh.</summary>
    public static PlanPrompts BuiltIn { get; } = new(PromptLibrary.BuiltIn, new PromptRenderer(new PromptLimits(), RandomNumberGenerator.Fill));

    /// <summary>A template.</summary>
    /// <exception cref="KeyNotFoundException">There is none of this name.</exception>
    public PromptTemplate this[string name] => library[name];

    /// <summary>A template filled in.</summary>
    /// <exception cref="KeyNotFoundException">There is none of this name.</exception>
    public RenderedPrompt Render(string name, PromptFill fill) => renderer.Render(library[name], fill);

    /// <summary>The same with other templates.</summary>
    public PlanPrompts With(PromptLibrary other) => new(other, renderer);
}
