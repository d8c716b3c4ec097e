using System.Text.Json;

namespace Mesh.Testing.Replay;

/// <summary>A question with two recorded answers.</summary>
/// <param name="Prompt">The question.</param>
/// <param name="Weak">The cheaper model's answer.</param>
/// <param name="Strong">The better model's answer.</param>
public sealed record RecordedQuestion(string Prompt, string Weak, string Strong)
{
    /// <summary>Reads lines with <c>prompt</c>, <c>weak_response</c> and <c>strong_response</c>.</summary>
    public static IReadOnlyList<RecordedQuestion> Load(string file) => [.. File.ReadLines(file).Where(l => l.Length > 0).Select(Parse)];

    /// <summary>The answer of an upstream model.</summary>
    public string AnswerOf(string upstreamModel) => upstreamModel == "weak" ? Weak : Strong;

    /// <summary>Prompt tokens that the fake upstream charges.</summary>
    public int PromptTokens => 1 + (Prompt.Length / 4);

    private static RecordedQuestion Parse(string line)
    {
        using var json = JsonDocument.Parse(line);
        return new RecordedQuestion(Text(json, "prompt"), Text(json, "weak_response"), Text(json, "strong_response"));
    }

    private static string Text(JsonDocument json, string name) => json.RootElement.GetProperty(name).GetString()!;
}
