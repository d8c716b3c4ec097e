using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Load;
using Mesh.Silo.Tests.Access;
using Mesh.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Api.Grpc;

public sealed class ConversationRetentionTests : ConversationDoor
{
    [Fact]
    public async Task DeleteConversation_TellsWhatWentAndWhatDidNot()
    {
        await SendAsync("t1", "one");
        await Caller.Conversations.ForkConversationAsync(new V1.ForkConversationRequest { Id = "c1", NewId = "c2" });

        var first = await DeleteAsync();
        var second = await DeleteAsync();

        Assert.Equal((1L, 1L, V1.DeletionCause.Asked), (first.TurnsRemoved, first.Report.Turns, first.Report.Cause));
        Assert.Equal(["vendor_copies", "forks"], first.Report.NotRemoved.Select(n => n.What));
        Assert.Equal((0L, first.Report), (second.TurnsRemoved, second.Report));
        Assert.Equal(["c2"], first.Report.Forks);

        // "first", "be kind", "one", "Grüße aus 東京".
        Assert.Equal(5 + 7 + 3 + 18, first.Report.Bytes);
        Assert.Equal(1, (await Caller.Conversations.GetConversationAsync(new V1.GetConversationRequest { Id = "c2" })).Version);
    }

    [Fact]
    public async Task Retention_IsSetAtTheBeginningChangedAndTakenAway()
    {
        var created = await Caller.Conversations.CreateConversationAsync(new V1.CreateConversationRequest { Id = "kept", Retention = Duration.FromTimeSpan(TimeSpan.FromDays(30)) });
        Assert.Equal(TimeSpan.FromDays(30), created.Retention.ToTimeSpan());

        var changed = await UpdateAsync(new V1.UpdateConversationRequest { Id = "kept", Retention = Duration.FromTimeSpan(TimeSpan.FromHours(1)) });
        Assert.Equal(TimeSpan.FromHours(1), changed.Retention.ToTimeSpan());
        Assert.Equal(changed.Retention, (await UpdateAsync(new V1.UpdateConversationRequest { Id = "kept", Title = "x" })).Retention);
        Assert.Null((await UpdateAsync(new V1.UpdateConversationRequest { Id = "kept", Retention = new Duration() })).Retention);
        Assert.Null((await GetAsync()).Retention);
    }

    [Theory]
    [InlineData(3_599, 0)]
    [InlineData(-1, 0)]
    [InlineData(0, 1)]
    [InlineData(36_500L * 86_400 + 1, 0)]
    [InlineData(3_600, -1)]
    [InlineData(3_600, 1_000_000_000)]
    public async Task Retention_OutOfBounds_IsRefusedWhereverItStands(long seconds, int nanos)
    {
        var retention = new Duration { Seconds = seconds, Nanos = nanos };

        var created = await GrpcCaller.FaultAsync(Caller.Conversations.CreateConversationAsync(new V1.CreateConversationRequest { Retention = retention }));
        var updated = await GrpcCaller.FaultAsync(Caller.Conversations.UpdateConversationAsync(new V1.UpdateConversationRequest { Id = "c1", Retention = retention }));

        Assert.Equal(["retention", "retention"], new[] { created, updated }.Select(GrpcCaller.Field));
    }

    [Fact]
    public async Task LegalHold_KeepsAConversationFromBeingDeletedUntilItIsTakenAway()
    {
        var held = await UpdateAsync(new V1.UpdateConversationRequest { Id = "c1", Title = "evidence", LegalHold = true });
        Assert.Equal("evidence", held.Title);
        Assert.NotNull(held.HeldSince);

        var refused = await GrpcCaller.FaultAsync(Caller.Conversations.DeleteConversationAsync(new V1.DeleteConversationRequest { Id = "c1" }));
        Assert.Equal((StatusCode.Aborted, "LEGAL_HOLD"), (refused.StatusCode, GrpcCaller.Info(refused).Reason));

        Assert.Null((await UpdateAsync(new V1.UpdateConversationRequest { Id = "c1", LegalHold = false })).HeldSince);
        Assert.NotNull((await DeleteAsync()).Report);
    }

    [Fact]
    public async Task LegalHoldAndAudit_NeedTheirScopes()
    {
        var keys = new List<string>();
        await using var mesh = await RunningMesh.StartAsync(
            RunningMesh.Catalog(Upstream.Url), settings => keys.AddRange([TestKeys.Add(settings.KeyFile), TestKeys.Add(settings.KeyFile, "legal-hold", "audit")]));
        await using var caller = GrpcCaller.Open(mesh);
        Metadata[] headers = [.. keys.Select(k => new Metadata { { "authorization", $"Bearer {k}" } })];
        await caller.Conversations.CreateConversationAsync(new V1.CreateConversationRequest { Id = "c1" }, headers[0]);

        var held = await GrpcCaller.FaultAsync(caller.Conversations.UpdateConversationAsync(new V1.UpdateConversationRequest { Id = "c1", Title = "x", LegalHold = true }, headers[0]));
        var read = await GrpcCaller.FaultAsync(caller.Conversations.ListAuditRecordsAsync(new V1.ListAuditRecordsRequest(), headers[0]));

        Assert.Equal([(StatusCode.PermissionDenied, "SCOPE_MISSING"), (StatusCode.PermissionDenied, "SCOPE_MISSING")], new[] { held, read }.Select(f => (f.StatusCode, GrpcCaller.Info(f).Reason)));
        Assert.Equal("", (await caller.Conversations.GetConversationAsync(new V1.GetConversationRequest { Id = "c1" }, headers[0])).Title);
        Assert.NotNull((await caller.Conversations.UpdateConversationAsync(new V1.UpdateConversationRequest { Id = "c1", LegalHold = true }, headers[1])).HeldSince);
        await caller.Conversations.ListAuditRecordsAsync(new V1.ListAuditRecordsRequest(), headers[1]);
    }

    [Fact]
    public async Task Usage_IsWhatTurnsTookByDayAndModel()
    {
        await SendAsync("t1", "one");
        Upstream.Script = _ => UpstreamReply.Json("""{"error":{"message":"no"}}""", 400);
        await SendAsync("t2", "two");

        var days = await UntilAsync(async () => (await Caller.Conversations.GetUsageAsync(new V1.GetUsageRequest())).Days, d => d.Sum(l => l.Committed + l.Failed) == 2);

        var turn = await Caller.Conversations.GetTurnAsync(new V1.GetTurnRequest { ConversationId = "c1", TurnId = "t1" });
        var line = days.Single(l => l.Committed == 1);
        Assert.Equal(("m", turn.Usage.InputTokens, turn.Usage.OutputTokens, turn.CostUsd), (line.Model, line.InputTokens, line.OutputTokens, line.CostUsd));
        foreach (var (request, field) in new[]
        {
            (new V1.GetUsageRequest { ToDay = "2026-13-01" }, "to_day"), (new V1.GetUsageRequest { FromDay = "today" }, "from_day"),
            (new V1.GetUsageRequest { FromDay = "2026-11-27", ToDay = "2026-11-26" }, "from_day"), (new V1.GetUsageRequest { FromDay = "2026-01-01", ToDay = "2026-11-26" }, "from_day"),
        })
        {
            Assert.Equal(field, GrpcCaller.Field(await GrpcCaller.FaultAsync(Caller.Conversations.GetUsageAsync(request))));
        }
    }

    [Fact]
    public async Task AuditRecords_AreReadInPagesAndSayWho()
    {
        await UpdateAsync(new V1.UpdateConversationRequest { Id = "c1", Title = "second" });
        await DeleteAsync();
        var all = await UntilAsync(async () => (await Caller.Conversations.ListAuditRecordsAsync(new V1.ListAuditRecordsRequest())).Records, r => r.Count == 3);

        Assert.Equal([V1.AuditKind.Deleted, V1.AuditKind.Updated, V1.AuditKind.Created], all.Select(r => r.Kind));
        Assert.All(all, r => Assert.Equal(("c1", "loopback"), (r.ConversationId, r.KeyId)));
        Assert.NotNull(all[0].Deletion);
        var first = await Caller.Conversations.ListAuditRecordsAsync(new V1.ListAuditRecordsRequest { PageSize = 2 });
        var second = await Caller.Conversations.ListAuditRecordsAsync(new V1.ListAuditRecordsRequest { PageSize = 2, PageToken = first.NextPageToken });
        Assert.Equal(all, first.Records.Concat(second.Records));
        Assert.Equal("", second.NextPageToken);
        Assert.Equal("page_token", GrpcCaller.Field(await GrpcCaller.FaultAsync(Caller.Conversations.ListAuditRecordsAsync(new V1.ListAuditRecordsRequest { PageToken = "nonsense" }))));
        Assert.Equal("page_size", GrpcCaller.Field(await GrpcCaller.FaultAsync(Caller.Conversations.ListAuditRecordsAsync(new V1.ListAuditRecordsRequest { PageSize = -1 }))));
    }

    private async Task<V1.DeleteConversationResponse> DeleteAsync() => await Caller.Conversations.DeleteConversationAsync(new V1.DeleteConversationRequest { Id = "c1" });

    private async Task<V1.Conversation> UpdateAsync(V1.UpdateConversationRequest request) => await Caller.Conversations.UpdateConversationAsync(request);

    // Accounts follow a moment behind the answers.
    private static async Task<T> UntilAsync<T>(Func<Task<T>> read, Func<T, bool> isThere)
    {
        T last = default!;
        await Waiting.UntilAsync(() => isThere(last = read().GetAwaiter().GetResult()));
        return last;
    }
}
