using Mesh.Contracts.Chat;
using Mesh.Strategies.Tests.Plans;

namespace Mesh.Strategies.Tests.Nodes;

/// <summary>What models say that call tools.</summary>
internal static class ToolTalk
{
    /// <summary>A model that says one thing after the other, and the last one for good.</summary>
    public static ScriptedModel Model(params IReadOnlyList<ChatEvent>[] rounds)
    {
        var at = 0;
        return new ScriptedModel { Events = _ => rounds[Math.Min(at++, rounds.Length - 1)] };
    }

    /// <summary>Calls tools, without arguments or with those behind a blank.</summary>
    public static IReadOnlyList<ChatEvent> Calls(params string[] calls) =>
        [.. calls.Select((c, i) => new ToolCallDelta(0, i, $"id{i}", c.Split(' ', 2)[0], c.Contains(' ', StringComparison.Ordinal) ? c.Split(' ', 2)[1] : "{}")), new ChoiceFinished(0, "tool_calls")];

    /// <summary>Says something, word by word.</summary>
    public static IReadOnlyList<ChatEvent> Says(string text) => [.. text.Split(' ').Select((w, i) => new TextDelta(0, i == 0 ? w : " " + w))];

    /// <summary>What tools said, in the last request to a model.</summary>
    public static IReadOnlyList<string> Results(AskedModel asked) =>
        [.. asked.Task.Request.Messages.Where(m => m.Role == ChatRole.Tool).Select(m => string.Concat(m.Parts.OfType<TextPart>().Select(p => p.Text)))];
}
