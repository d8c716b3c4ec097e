using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Strategies.Answers;
using Mesh.Strategies.Votes.Clusters;
using Mesh.Strategies.Votes.Forms;

namespace Mesh.Strategies.Nodes.Ensemble;

/// <summary>Makes of answers what is counted: those with the same key agree. Calls of tools agree where they call the same with the same arguments, in any order; refusals agree with each other.</summary>
/// <param name="form">How answers are compared.</param>
/// <param name="request">The request.</param>
internal sealed class AnswerKeys(VoteForm form, ChatRequest request)
{
    // No answer's text begins with it.
    private const string Aside = "\u0001";
    private readonly string? _question = AskedQuestion.Last(request);

    /// <summary>The form of some answers.</summary>
    public AnswerForm Form(IReadOnlyList<Ballot> came) => form switch
    {
        VoteForm.Choice => AnswerForm.Choice,
        VoteForm.Number => AnswerForm.Number,
        VoteForm.Json => AnswerForm.Json,
        VoteForm.Text => AnswerForm.ShortText,
        VoteForm.Exact => AnswerForm.Exact,
        VoteForm.Free => AnswerForm.FreeText,
        _ when request.ResponseFormat is { Kind: not ResponseFormatKind.Text } => AnswerForm.Json,
        _ => AnswerForms.Guess(_question, came.Where(b => b.Says && !b.Calls).Select(b => b.Answer!.Text)),
    };

    /// <summary>The key of each; null where it says nothing. Free texts have the number of their cluster's middle as their key.</summary>
    public static string?[] Of(IReadOnlyList<Ballot> came, AnswerForm wanted)
    {
        var reader = new AnswerReader(wanted);
        string?[] keys = [.. came.Select(b => !b.SaysIn(wanted) ? null : AsideKey(b.Answer!.Whole) ?? (wanted is AnswerForm.FreeText ? null : reader.Key(b.Answer!.Text)))];
        if (wanted is AnswerForm.FreeText)
        {
            int[] prose = [.. Enumerable.Range(0, came.Count).Where(i => came[i].Says && keys[i] is null)];
            var medoids = AnswerClusters.Medoids([.. prose.Select(i => came[i].Answer!.Text)], LexicalSimilarity.Of);
            foreach (var (at, i) in prose.Index())
            {
                keys[i] = $"{Aside}like {prose[medoids[at]]}";
            }
        }

        return keys;
    }

    /// <summary>Place, among those who came, of the middle of a cluster of free texts; null for any other key.</summary>
    public static int? Middle(string key) => key.StartsWith($"{Aside}like ", StringComparison.Ordinal) ? int.Parse(key[6..], System.Globalization.CultureInfo.InvariantCulture) : null;

    private static string? AsideKey(AnswerBuilder whole) =>
        whole.ToolCalls is { Count: > 0 } calls ? $"{Aside}calls {string.Join('\n', calls.Select(c => $"{c.Name}({Arguments(c.ArgumentsJson)})").Order(StringComparer.Ordinal))}"
        : string.IsNullOrWhiteSpace(whole.Text) && whole.Refusal.Length > 0 ? $"{Aside}refused"
        : null;

    private static string Arguments(string json)
    {
        try
        {
            return JsonText.Key(json) ?? JsonNode.Parse(json)?.ToJsonString() ?? "";
        }
        catch (JsonException)
        {
            return json.Trim();
        }
    }
}
