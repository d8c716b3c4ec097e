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
        Of(task, s_renderer.Render(template, fill), Instructions(task.Request), Plain(task.Request.Settings), task.Streaming);

    /// <summary>A step's question in the words of the catalogue, with what it carries along; the caller's settings hold.</summary>
    /// <param name="task">The request.</param>
    /// <param name="template">The template.</param>
    /// <param name="fill">What its placeholders stand for.</param>
    /// <param name="instructions">Who the model is and how it works; empty for nothing.</param>
    /// <param name="carried">Images, files and sound.</param>
    /// <param name="streaming">Whether the answer is wanted in pieces.</param>
    public static ChatTask Step(ChatTask task, PromptTemplate template, PromptFill fill, string instructions, IReadOnlyList<ContentPart> carried, bool streaming) =>
        Of(task, s_renderer.Render(template, fill), instructions, Plain(task.Request.Settings), streaming, carried);

    private static ChatSettings Plain(ChatSettings settings) => settings with { Choices = null, Logprobs = null, TopLogprobs = null, ParallelToolCalls = null };

    private static ChatTask Of(ChatTask task, RenderedPrompt prompt, string instructions, ChatSettings settings, bool streaming, IReadOnlyList<ContentPart>? carried = null)
    {
        var system = string.Join("\n\n", new[] { instructions, prompt.System }.Where(s => s.Length > 0));
        var user = new ChatMessage { Role = ChatRole.User, Parts = [new TextPart(prompt.User), .. carried ?? []] };
        ChatMessage[] messages = system.Length == 0 ? [user] : [new ChatMessage { Role = ChatRole.System, Parts = [new TextPart(system)] }, user];
        return DerivedTask.Of(task, new ChatRequest { Messages = messages, Settings = settings }, streaming);
    }

    private static string Instructions(ChatRequest request) =>
        string.Join("\n\n", request.Messages.Where(m => m.Role is ChatRole.System or ChatRole.Developer).SelectMany(m => m.Parts).OfType<TextPart>().Select(t => t.Text));
}
