using Grpc.Core;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Grains.Admission;
using Mesh.Grains.Conversations.Live;
using Mesh.Grains.Endpoints;
using Mesh.Load;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Api.Abandoned;

/// <summary>
/// A mesh whose turns' callers go away. How long nobody has read a turn is told by a clock of the test's own. The upstream answers a turn that
/// says "hold" up to its last content and is silent then; one that says "slow" takes its time.
/// </summary>
public abstract class AbandonedTurns : IAsyncLifetime
{
    private protected static readonly string[] Pieces = ["a", "b", "c", "d"];
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private readonly FakeTimeProvider _clock = new();

    private protected FakeUpstream Upstream { get; private set; } = null!;

    private protected RunningMesh Mesh { get; private set; } = null!;

    private protected GrpcCaller Caller { get; private set; } = null!;

    private LiveTurns Live => Mesh.Services.GetRequiredService<LiveTurns>();

    public async Task InitializeAsync()
    {
        Upstream = await FakeUpstream.StartAsync(r =>
        {
            var whole = ChatReplies.Answer(r, Pieces);
            return r.Json["messages"]!.AsArray()[^1]!["content"]!.ToString() switch
            {
                "hold" => whole with { Pieces = [.. whole.Pieces.Take(1 + Pieces.Length)], Ending = UpstreamEnding.Silence },
                "slow" => whole with { PieceDelay = TimeSpan.FromMilliseconds(20) },
                _ => whole,
            };
        });
        Mesh = await RunningMesh.StartAsync(RunningMesh.Catalog(Upstream.Url), services: s => s.AddSingleton(new LiveTurns(_clock)));
        Caller = GrpcCaller.Open(Mesh);
    }

    public async Task DisposeAsync()
    {
        await Caller.DisposeAsync();
        await Mesh.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    private protected async Task CreateAsync(string conversation) =>
        await Caller.Conversations.CreateConversationAsync(new V1.CreateConversationRequest { Id = conversation, Route = "m" });

    /// <summary>Waits until turns whose upstream has fallen silent hold all that it said.</summary>
    private protected Task HeldAsync(int turns) => Waiting.UntilAsync(
        async () =>
        {
            var texts = await Task.WhenAll(Live.All.Select(TextAsync));
            return texts.Length == turns && texts.All(t => t == string.Concat(Pieces));
        },
        "what the upstream said");

    /// <summary>Waits until the silo knows that all readers have gone, and then until nobody has read for too long.</summary>
    private protected async Task NobodyReadsAsync()
    {
        await Waiting.UntilAsync(() => Live.All.All(t => t.Readers == 0));
        _clock.Advance(LiveTurns.Unread);
    }

    /// <summary>Lets time go on.</summary>
    private protected void GoOn() => _clock.Advance(s_second);

    /// <summary>The turns of a conversation, once they are over; those that nobody reads come to that.</summary>
    private protected async Task<IReadOnlyList<V1.Turn>> EndedAsync(string conversation)
    {
        for (var i = 0; ; i++)
        {
            var listed = await Caller.Conversations.ListTurnsAsync(new V1.ListTurnsRequest { ConversationId = conversation });
            if (listed.Turns.All(t => t.State is not (V1.TurnState.Accepted or V1.TurnState.Generating)))
            {
                return listed.Turns;
            }

            Assert.True(i < 600, $"a turn of {conversation} does not end");
            GoOn();
            await Task.Delay(50);
        }
    }

    /// <summary>Holds that the conversation pays what its turns cost, runs none, and takes the next one, which does not depend on the clock.</summary>
    private protected async Task GoesOnAsync(string conversation)
    {
        var paid = (await EndedAsync(conversation)).Sum(t => t.CostUsd);
        var before = await Caller.Conversations.GetConversationAsync(new V1.GetConversationRequest { Id = conversation });
        Assert.Equal(("", paid), (before.RunningTurnId, before.CostUsd));
        Assert.Equal(before.Version + 1, await TakesTheNextAsync(conversation));
    }

    /// <summary>Holds that the conversation takes a turn, and gives its version.</summary>
    private protected async Task<long> TakesTheNextAsync(string conversation)
    {
        using var call = Caller.Conversations.SendTurn(new V1.SendTurnRequest { ConversationId = conversation, Chat = GrpcCaller.Ask("", "next"), Options = new V1.TurnOptions { TurnId = "next", Detached = true } });
        var over = (await call.ResponseStream.ReadAllAsync().ToListAsync())[^1].Over;

        Assert.Equal(V1.TurnState.Committed, over.State);
        return over.Version;
    }

    /// <summary>Holds that nothing of any turn is left on the silo.</summary>
    private protected async Task NothingIsLeftAsync()
    {
        await Waiting.UntilAsync(() => Live.All.All(t => t is { Readers: 0, OverFor: not null }));
        await Waiting.UntilAsync(() => Mesh.Services.GetRequiredService<SiloPressure>().UnderWay == 0);
        await Waiting.UntilAsync(() => Mesh.Services.GetRequiredService<EndpointGates>().All.Sum(g => g.Stats.InFlight) == 0);
        var admission = Mesh.Services.GetRequiredService<AdmissionControl>();
        await Waiting.UntilAsync(() => admission.Present == 0 && admission.Queued.Sum(q => q.Count) == 0);

        // A turn that begins late is over late, too.
        await Waiting.UntilAsync(() =>
        {
            _clock.Advance(LiveTurns.Kept);
            return !Live.All.Any() && Live.Room.Taken == 0;
        });
    }

    // Looking at it is no reading: the clock stands still meanwhile.
    private static async Task<string> TextAsync(LiveTurn turn)
    {
        var frames = await turn.ReadAsync(0, TimeSpan.Zero, default);
        return string.Concat(frames.Select(f => f.Event is TurnContent { Content: TextDelta text } ? text.Text : ""));
    }
}
