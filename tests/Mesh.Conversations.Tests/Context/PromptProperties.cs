using CsCheck;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Conversations.Notes;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Context;

namespace Mesh.Conversations.Tests.Context;

public sealed class PromptProperties
{
    // What may stand in one turn: plain, a call, a result of the turn before, a result of nothing, both, an image.
    private static readonly Gen<(int Kind, int Length)[]> s_turns = Gen.Select(Gen.Int[0, 5], Gen.Int[0, 900]).Array[0, 40];

    [Fact]
    public void Prompt_OfAnyBranchAndModel_FitsKeepsTheNewMessageAndLeavesNoCallAlone() => Gen
        .Select(s_turns, Gen.Int[200, 8000], Gen.Bool, Gen.Bool, Gen.Int[0, 40], Gen.Int[0, 300])
        .Sample((turns, context, tools, counts, covered, newLength) => Check(turns, context, tools, counts, covered, newLength), iter: 5000);

    private static void Check((int Kind, int Length)[] turns, int context, bool tools, bool counts, int covered, int newLength)
    {
        var branch = new Branch();
        foreach (var (i, (kind, length)) in turns.Index())
        {
            Add(branch, i, kind, length);
        }

        var model = new AnsweringModel
        {
            Name = "b",
            ContextTokens = context,
            Capabilities = ModelCapabilities.Text | (tools ? ModelCapabilities.Tools : 0),
            Count = counts ? text => (text.Length + 1) / 2 : null,
        };
        var said = Branch.Says(new string('n', newLength));
        var notes = covered == 0 ? ConversationNotes.Empty : new ConversationNotes
        {
            Summary = new ConversationSummary
            {
                Revision = 1,
                Covered = [new TurnRange(1, covered)],
                Items = [.. Enumerable.Range(1, covered).Select(n => new SummaryItem { Kind = (SummaryKind)(n % 6), Key = $"k{n}", Statements = [new SummaryStatement(new string('s', 60), [n])] })],
            },
        };
        AssembledPrompt prompt;
        try
        {
            prompt = branch.Prompt(model, Branch.Asks(said) with { Notes = notes });
        }
        catch (MeshException e) when (e.Error.Reason == "context_too_long")
        {
            Assert.True(newLength / (counts ? 2 : 3) > (context * 3 / 4) - 20, $"a message of {newLength} was refused at {context}");
            return;
        }

        var budget = model.Budget(null);
        Assert.True(prompt.Told.Tokens <= budget, $"{prompt.Told.Tokens} of {budget}");
        Assert.Equal(prompt.Told.Tokens, Tokens(prompt.Request.Messages, prompt.Told.IsCounted, counts));
        Assert.EndsWith(((TextPart)said.Parts[0]).Text, string.Concat(prompt.Request.Messages[^1].Parts.OfType<TextPart>().Select(t => t.Text)), StringComparison.Ordinal);
        Paired(prompt.Request.Messages, tools);
        Assert.True(prompt.Told.LeavesOut || prompt.Told.SummaryThrough > 0 || turns.Length == 0 || prompt.Told.OldestTurn == 1, "something is missing and nobody says so");
    }

    private static void Add(Branch branch, int i, int kind, int length)
    {
        ToolCall call = new($"c{i}", "tool", "{}"), second = new($"d{i}", "tool", "{}");
        var text = new string('x', length);
        _ = kind switch
        {
            1 => branch.Turn(Branch.Answers(text, call, second), Branch.Says("go")),
            2 => branch.Turn(Branch.Answers(text), Branch.Result($"c{i - 1}", "r"), Branch.Result($"d{i - 1}", "r")),
            3 => branch.Turn(Branch.Answers(text), Branch.Result("nobody", "r"), Branch.Says("go")),
            4 => branch.Turn(Branch.Answers("", call), Branch.Result($"c{i - 1}", text)),
            5 => branch.Turn(Branch.Answers(text), new ChatMessage { Role = ChatRole.User, Parts = [new ImagePart("https://example.com/a.png", null)] }),
            _ => branch.Turn(Branch.Answers("yes"), Branch.Says(text)),
        };
    }

    // Counted here in other code than the assembly's.
    private static long Tokens(IReadOnlyList<ChatMessage> messages, bool isCounted, bool byModel)
    {
        return messages.Sum(m =>
            8 + m.Parts.Sum(p => p is TextPart t ? One(t.Text) : 1600) + m.ToolCalls.Sum(c => 8 + One(c.Id) + One(c.Name) + One(c.ArgumentsJson)) + One(m.ToolCallId ?? ""));

        // All texts here are ASCII.
        long One(string text) => !isCounted ? text.Length : byModel ? (text.Length + 1) / 2 : (text.Length + 2) / 3;
    }

    private static void Paired(IReadOnlyList<ChatMessage> messages, bool tools)
    {
        var open = new HashSet<string>();
        foreach (var message in messages)
        {
            if (message.Role == ChatRole.Tool)
            {
                Assert.True(tools && open.Remove(message.ToolCallId!), "a result without its call");
                continue;
            }

            Assert.Empty(open);
            open = [.. message.ToolCalls.Select(c => c.Id)];
            Assert.True(message.Parts.Count > 0 || message.ToolCalls.Count > 0, "an empty message");
        }

        Assert.Empty(open);
    }
}
