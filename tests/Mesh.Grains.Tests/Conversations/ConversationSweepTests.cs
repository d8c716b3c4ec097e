using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Log;
using Mesh.Conversations.Telling;
using Mesh.Grains.Conversations.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Grains.Tests.Conversations;

public sealed class ConversationSweepTests
{
    private readonly InMemoryConversationLog _log = new();
    private readonly FakeTimeProvider _time = new();
    private readonly Follower _follower = new();

    [Fact]
    public async Task Sweep_TellsOnWhatItsWriterNeverDid()
    {
        await CreateAsync(3);

        Assert.Equal(3, await SweepAsync());

        Assert.Equal(["c0", "c1", "c2"], _follower.Told.Order());
        Assert.Empty(await _log.ReadPendingAsync(default));
    }

    [Fact]
    public async Task Sweep_OfMoreThanOneLook_TellsOnAll()
    {
        await CreateAsync((2 * LogBounds.MostPendingRead) + 1);

        await SweepAsync();

        Assert.Empty(await _log.ReadPendingAsync(default));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Conversation_ThatCannotBeToldOn_HoldsUpNoOther(bool known)
    {
        await CreateAsync(3);
        _follower.Fails = "c1";
        _follower.Fault = known ? _follower.Fault : new InvalidOperationException("a defect");

        Assert.Equal(2, await SweepAsync());
        Assert.Equal("c1", Assert.Single(await _log.ReadPendingAsync(default)).Id);

        _follower.Fails = null;
        Assert.Equal(1, await SweepAsync());
    }

    [Fact]
    public async Task Service_LooksAgainAndAgain()
    {
        using var service = new ConversationSweep(_log, new ConversationOutbox(_log, [_follower]), _time, NullLogger<ConversationSweep>.Instance);
        await service.StartAsync(default);
        for (var told = 1; told <= 2; told++)
        {
            await CreateAsync(1, from: told);
            await Hosting.Wait.UntilAsync(() => IsToldAfterAPause(told), "the conversation is told on", seconds: 20);
        }

        await service.StopAsync(default);
    }

    private bool IsToldAfterAPause(int count)
    {
        _time.Advance(TimeSpan.FromSeconds(10));
        return _follower.Told.Count == count;
    }

    private async Task<int> SweepAsync()
    {
        using var sweep = new ConversationSweep(_log, new ConversationOutbox(_log, [_follower]), _time, NullLogger<ConversationSweep>.Instance);
        return await sweep.SweepAsync(default);
    }

    private async Task CreateAsync(int count, int from = 0)
    {
        for (var i = from; i < from + count; i++)
        {
            var head = new ConversationHead { Tenant = "acme", Id = $"c{i}", Sequence = 1 };
            await _log.WriteAsync(new("acme", head.Id), new LogWrite { Seen = null, Head = head, Events = [new ConversationEvent { Sequence = 1, Kind = ConversationEventKind.Created, At = _time.GetUtcNow() }] }, default);
        }
    }

    private sealed class Follower : IConversationFollower
    {
        public List<string> Told { get; } = [];

        public string? Fails { get; set; }

        public Exception Fault { get; set; } = new MeshException(MeshErrorCode.Unavailable, "store_unreachable", "down");

        public Task FollowAsync(ConversationKey key, ConversationHead head, IReadOnlyList<ConversationEvent> events, CancellationToken cancellationToken)
        {
            if (key.Id == Fails)
            {
                throw Fault;
            }

            Told.Add(key.Id);
            return Task.CompletedTask;
        }

        public Task ForgetAsync(ConversationKey key, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
