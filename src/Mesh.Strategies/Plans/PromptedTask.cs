using System.Security.Cryptography;
using Mesh.Contracts.Chat;
using Mesh.Prompts.Rendering;
using Mesh.Prompts.Templates;

namespace Mesh.Strategies.Plans;

/// <summary>What a plan asks by one of the mesh's own templates, on behalf of a request.</summary>
public static class PromptedTask
{
    private static readonly PromptRenderer s_renderer = new(new PromptLimits(), RandomNumberGenerator.Fill);

    /// <summary>A question of the mesh's own, whose answer the plan reads.</summary>
    /// <param name="task">The request.</param>
    /// <param name="template">The template.</param>
    /// <param name="fill">What its placeholders stand for.</param>
    public static ChatTask Inner(ChatTask task, PromptTemplate template, PromptFill fill) =>
        Of(task, s_renderer.Render(template, fill), "", new ChatSettings { User = task.Request.Settings.User }, streaming: false);

    /// <summary>A question whose answer the caller gets: its instructions and settings hold.</summary>
    /// <inheritdoc cref="Inner"/>
    public static ChatTask Outer(ChatTask task, PromptTemplate template, PromptFill fill) =>
        Of(task, s_renderer.Render(template, fill), Instructions(task.Request), task.Request.Settings with { Choices = null, Logprobs = null, TopLogprobs = null, ParallelToolCalls = null }, task.Streaming);

    private static ChatTask Of(ChatTask task, RenderedPrompt prompt, string instructions, ChatSettings settings, bool streaming)
    {
        var system = string.Join("\n\n", new[] { instructions, prompt.System }.Where(s => s.Length > 0));
        ChatMessage[] messages = system.Length == 0 ? [Says(ChatRole.User, prompt.User)] : [Says(ChatRole.System, system), Says(ChatRole.User, prompt.User)];
        return DerivedTask.Of(task, new ChatRequest { Messages = messages, Settings = settings }, streaming);
    }

    private static string Instructions(ChatRequest request) =>
        string.Join("\n\n", request.Messages.Where(m => m.Role is ChatRole.System or ChatRole.Developer).SelectMany(m => m.Parts).OfType<TextPart>().Select(t => t.Text));

    private static ChatMessage Says(ChatRole role, string text) => new() { Role = role, Parts = [new TextPart(text)] };
}
