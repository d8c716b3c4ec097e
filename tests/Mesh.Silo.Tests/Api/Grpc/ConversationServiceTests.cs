using System.Text;
using Grpc.Core;
using Mesh.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Api.Grpc;

public sealed class ConversationServiceTests : ConversationDoor
{
    [Fact]
    public async Task ForkConversation_GoesOnFromItsTurnAndLeavesTheOtherAsItIs()
    {
        await SendAsync("t1", "one");
        await SendAsync("t2", "two");

        var fork = await Caller.Conversations.ForkConversationAsync(new V1.ForkConversationRequest { Id = "c1", Turn = 1, NewId = "c2", Title = "copy" });
        var again = await Caller.Conversations.ForkConversationAsync(new V1.ForkConversationRequest { Id = "c1", Turn = 1, NewId = "c2", Title = "copy" });

        Assert.Equal(("c2", "copy", "be kind", 1L, 1L), (fork.Id, fork.Title, fork.Instructions, fork.Version, fork.Turns));
        Assert.Equal(fork, again);
        await SendAsync("t9", "deux", "c2");
        var said = Upstream.Requests[^1].Json["messages"]!.AsArray().Where(m => m!["role"]!.GetValue<string>() == "user").Select(m => m!["content"]!.ToString());
        Assert.Equal(["one", "deux"], said);
        Assert.Equal(2, (await GetAsync()).Version);
        var other = await GrpcCaller.FaultAsync(Caller.Conversations.ForkConversationAsync(new V1.ForkConversationRequest { Id = "c1", Turn = 2, NewId = "c2", Title = "copy" }));
        Assert.Equal((StatusCode.Aborted, "CONVERSATION_EXISTS"), (other.StatusCode, GrpcCaller.Info(other).Reason));
    }

    [Fact]
    public async Task ForkConversation_AtNothingAtALaterTurnAndAtNone_SaysSo()
    {
        var empty = await Caller.Conversations.ForkConversationAsync(new V1.ForkConversationRequest { Id = "c1", NewId = "c2" });
        Assert.Equal(0, empty.Turns);

        var missing = await GrpcCaller.FaultAsync(Caller.Conversations.ForkConversationAsync(new V1.ForkConversationRequest { Id = "c1", Turn = 7, NewId = "c3" }));
        Upstream.Script = _ => UpstreamReply.Json("""{"error":{"message":"no"}}""", 400);
        await SendAsync("t1", "hello");
        var failed = await GrpcCaller.FaultAsync(Caller.Conversations.ForkConversationAsync(new V1.ForkConversationRequest { Id = "c1", Turn = 1, NewId = "c3" }));

        Assert.Equal((StatusCode.Aborted, "TURN_NOT_COMMITTED"), (failed.StatusCode, GrpcCaller.Info(failed).Reason));

        Assert.Equal((StatusCode.NotFound, "TURN_NOT_FOUND"), (missing.StatusCode, GrpcCaller.Info(missing).Reason));
    }

    [Fact]
    public async Task ListConversations_ByMetadataInPages_ShowsTheLastChangedFirst()
    {
        for (var i = 1; i <= 5; i++)
        {
            await Caller.Conversations.CreateConversationAsync(new V1.CreateConversationRequest { Id = $"m{i}", Metadata = { ["kind"] = i % 2 == 0 ? "even" : "odd" } });
        }

        var listed = new List<string>();
        var request = new V1.ListConversationsRequest { PageSize = 2, Metadata = { ["kind"] = "odd" } };
        do
        {
            var page = await Caller.Conversations.ListConversationsAsync(request);
            Assert.InRange(page.Conversations.Count, 0, 2);
            listed.AddRange(page.Conversations.Select(c => c.Id));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(["m5", "m3", "m1"], listed);
        var fault = await GrpcCaller.FaultAsync(Caller.Conversations.ListConversationsAsync(new V1.ListConversationsRequest { PageToken = "nonsense" }));
        Assert.Equal("page_token", GrpcCaller.Field(fault));
    }

    [Fact]
    public async Task ExportConversation_IsALineForItAndOneForEachTurn()
    {
        await SendAsync("t1", "one");
        await SendAsync("t2", "two");

        using var call = Caller.Conversations.ExportConversation(new V1.ExportConversationRequest { Id = "c1" });
        var text = new StringBuilder();
        await foreach (var piece in call.ResponseStream.ReadAllAsync())
        {
            text.Append(piece.JsonLines.ToStringUtf8());
        }

        var lines = text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("c1", V1.Conversation.Parser.ParseJson(lines[0]).Id);
        Assert.Equal([("t1", "one"), ("t2", "two")], lines.Skip(1).Select(V1.Turn.Parser.ParseJson).Select(t => (t.TurnId, t.Messages[0].Parts[0].Text)));
    }

    [Fact]
    public async Task Conversation_IsUpdatedAndDeletedForGood()
    {
        await SendAsync("t1", "one");
        var updated = await Caller.Conversations.UpdateConversationAsync(new V1.UpdateConversationRequest { Id = "c1", Title = "second", Metadata = new V1.Metadata { Values = { ["a"] = "b" } } });
        Assert.Equal(("second", "b", "be kind", "m"), (updated.Title, updated.Metadata["a"], updated.Instructions, updated.Route));

        Assert.Equal(1, (await Caller.Conversations.DeleteConversationAsync(new V1.DeleteConversationRequest { Id = "c1" })).TurnsRemoved);

        var fault = await GrpcCaller.FaultAsync(Caller.Conversations.GetConversationAsync(new V1.GetConversationRequest { Id = "c1" }));
        Assert.Equal((StatusCode.NotFound, "CONVERSATION_NOT_FOUND"), (fault.StatusCode, GrpcCaller.Info(fault).Reason));
    }
}
