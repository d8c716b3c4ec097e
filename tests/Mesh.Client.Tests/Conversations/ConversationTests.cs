using System.Text.Json.Nodes;
using Mesh.Client.Answers;
using Mesh.Client.Conversations;
using Mesh.Client.Errors;
using Mesh.Client.Outcomes;
using Mesh.Testing;
using Microsoft.Extensions.AI;
using V1 = MeshSilo.V1;

namespace Mesh.Client.Tests.Conversations;

public sealed class ConversationTests : ConversationMesh
{
    [Fact]
    public async Task Send_Answer_IsUpdatesWithTheConversationAndTheOutcome()
    {
        var response = await Client.SendAsync("c", Says("hello")).ToMeshResponseAsync();

        Assert.Equal((string.Concat(Pieces), "c", ChatFinishReason.Stop), (response.Text, response.ConversationId, response.FinishReason));
        Assert.Equal(("m", "m-api", 7L, 8L), (response.GetMeshOutcome()!.Model, response.GetMeshOutcome()!.Endpoint, response.Usage!.InputTokenCount, response.Usage.OutputTokenCount));
        Assert.True(response.GetMeshOutcome()!.CostUsd > 0);
    }

    [Fact]
    public async Task Send_TheSameOptionsAgain_IsTheSameTurn()
    {
        var turn = new MeshTurnOptions();
        var first = await Client.SendAsync("c", Says("hello"), turn: turn).ToMeshResponseAsync();

        var second = await Client.SendAsync("c", Says("hello"), turn: turn).ToMeshResponseAsync();
        var other = await Assert.ThrowsAsync<MeshClientException>(() => Client.SendAsync("c", Says("other"), turn: turn).ToMeshResponseAsync());

        Assert.Equal(first.Text, second.Text);
        Assert.Equal((MeshErrorCode.Conflict, "turn_id_reused"), (other.Code, other.Reason));
        Assert.Equal(1, Mesh.Upstream.Started);
    }

    [Fact]
    public async Task Send_AnswerThatBreaksOff_IsAnErrorAndAnsweredAnewByTheSameOptions()
    {
        Mesh.Upstream.Script = r => ChatReplies.Answer(r, Pieces) is var whole && Mesh.Upstream.Started == 1
            ? whole with { Pieces = [.. whole.Pieces.Take(3)], Ending = UpstreamEnding.Reset }
            : whole;
        var turn = new MeshTurnOptions();

        var e = await Assert.ThrowsAsync<MeshClientException>(() => Client.SendAsync("c", Says("hello"), turn: turn).ToMeshResponseAsync());
        var anew = await Client.SendAsync("c", Says("hello"), turn: turn).ToMeshResponseAsync();

        Assert.Equal(MeshErrorCode.Interrupted, e.Code);
        Assert.Equal(string.Concat(Pieces), anew.Text);
    }

    [Fact]
    public async Task Send_CancelledByItsTurn_IsAnErrorThatSaysSo()
    {
        Mesh.Upstream.Script = r => ChatReplies.Answer(r, Pieces) is var whole ? whole with { Pieces = [.. whole.Pieces.Take(2)], Ending = UpstreamEnding.Silence } : null!;
        var turn = new MeshTurnOptions { TurnId = "t", Detached = true };

        var e = await Assert.ThrowsAsync<MeshClientException>(async () =>
        {
            await foreach (var update in Client.SendAsync("c", Says("hello"), turn: turn))
            {
                if (update.Text.Length > 0)
                {
                    Assert.Equal(V1.TurnState.Cancelled, (await Client.CancelTurnAsync("c", "t")).State);
                }
            }
        });

        Assert.Equal("turn_cancelled", e.Reason);
    }

    [Fact]
    public async Task EditAndRegenerate_BranchOff()
    {
        await Client.SendAsync("c", Says("one")).ToMeshResponseAsync();
        await Client.SendAsync("c", Says("two")).ToMeshResponseAsync();

        await Client.EditAsync("c", 2, Says("zwei")).ToMeshResponseAsync();
        var edited = Told().ToArray();
        await Client.RegenerateAsync("c", 3).ToMeshResponseAsync();

        Assert.Equal(["one", string.Concat(Pieces), "zwei"], edited);
        Assert.Equal(edited, Told());
        Assert.Equal([0L, 1, 1, 1], await Client.ListTurnsAsync("c").Select(t => t.Parent).ToListAsync());
    }

    [Fact]
    public async Task Conversations_AreCreatedListedForkedExportedAndDeleted()
    {
        await Client.SendAsync("c", Says("one"), turn: new MeshTurnOptions { TurnId = "t" }).ToMeshResponseAsync();
        var made = await Client.CreateAsync(new V1.CreateConversationRequest { Metadata = { ["kind"] = "other" } });
        var fork = await Client.ForkAsync("c", title: "copy");
        var updated = await Client.UpdateAsync(new V1.UpdateConversationRequest { Id = fork.Id, Title = "renamed" });
        var lines = await Client.ExportAsync("c").Select(l => JsonNode.Parse(l)!).ToListAsync();

        Assert.Equal(32, made.Id.Length);
        Assert.Equal((1L, "copy", "renamed"), (fork.Turns, fork.Title, updated.Title));
        Assert.Equal([fork.Id, made.Id, "c"], await Client.ListAsync().Select(c => c.Id).ToListAsync());
        Assert.Equal([made.Id], await Client.ListAsync(new Dictionary<string, string> { ["kind"] = "other" }).Select(c => c.Id).ToListAsync());
        Assert.Equal(("c", "t"), (lines[0]["id"]!.ToString(), lines[1]["turnId"]!.ToString()));
        Assert.Equal(string.Concat(Pieces), (await Client.GetTurnAsync("c", "t")).Answer.Parts[0].Text);
        Assert.Equal(1, await Client.DeleteAsync("c"));
        Assert.Equal("conversation_not_found", (await Assert.ThrowsAsync<MeshClientException>(() => Client.GetAsync("c"))).Reason);
    }

    [Fact]
    public async Task ChatClient_OfAConversation_IsGivenTheNewMessagesAlone()
    {
        var chat = Client.AsChatClient("c");

        var first = await chat.GetResponseAsync("one");
        await chat.GetResponseAsync("two", new ChatOptions { ConversationId = first.ConversationId });

        Assert.Equal(["one", string.Concat(Pieces), "two"], Told());
    }

    [Fact]
    public async Task Send_WhileAnotherTurnRuns_WaitsAndIsAnswered()
    {
        Mesh.Upstream.Script = r => ChatReplies.Answer(r, Pieces) with { FirstDelay = TimeSpan.FromMilliseconds(200) };

        var all = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Client.SendAsync("c", Says($"{i}")).ToMeshResponseAsync()));

        Assert.All(all, a => Assert.Equal(string.Concat(Pieces), a.Text));
        Assert.Equal(4, (await Client.GetAsync("c")).Version);
    }
}
