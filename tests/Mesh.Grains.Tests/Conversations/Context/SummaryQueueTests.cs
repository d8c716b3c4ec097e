using System.Collections.Concurrent;
using Mesh.Contracts.Access;
using Mesh.Grains.Conversations.Context;
using Mesh.Grains.Tests.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Grains.Tests.Conversations.Context;

public sealed class SummaryQueueTests : IDisposable
{
    private readonly ConcurrentQueue<(string Conversation, long Leaf)> _begun = new();
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SummaryQueue _queue;
    private bool _wanted = true;

    public SummaryQueueTests() => _queue = new SummaryQueue(() => _wanted, RunAsync, NullLogger<SummaryQueue>.Instance);

    public void Dispose() => _queue.Dispose();

    [Fact]
    public async Task Summaries_OfManyConversations_AreMadeFewAtOnceAndNoMoreWaitThanMay()
    {
        for (var i = 0; i < SummaryQueue.MostWaiting + 50; i++)
        {
            _queue.Offer(Key($"c{i}"), 1);
        }

        await Wait.UntilAsync(() => _begun.Count == SummaryQueue.MostAtOnce, "as many are begun as may", 20);
        Assert.Equal(SummaryQueue.MostWaiting, _queue.Count);
        _go.SetResult();
        await Wait.UntilAsync(() => _queue.Count == 0, "all are done", 20);

        Assert.Equal(SummaryQueue.MostWaiting, _begun.Count);
    }

    [Fact]
    public async Task Turns_ThatComeWhileASummaryIsMade_AreOneMoreSummary()
    {
        _queue.Offer(Key("c"), 1);
        await Wait.UntilAsync(() => _begun.Count == 1, "the first is begun", 20);
        _queue.Offer(Key("c"), 2);
        _queue.Offer(Key("c"), 3);

        _go.SetResult();
        await Wait.UntilAsync(() => _queue.Count == 0, "all are done", 20);

        Assert.Equal([("c", 1L), ("c", 3L)], _begun);
    }

    [Fact]
    public async Task Summary_ThatFails_LeavesItsPlaceToOthers()
    {
        _go.SetException(new InvalidOperationException());
        for (var i = 0; i < 10; i++)
        {
            _queue.Offer(Key($"c{i}"), 1);
        }

        await Wait.UntilAsync(() => _queue.Count == 0, "all are done", 20);

        Assert.Equal(10, _begun.Count);
    }

    [Fact]
    public void Offer_WhereNobodyAsksForSummaries_IsNothing()
    {
        _wanted = false;

        _queue.Offer(Key("c"), 1);

        Assert.Equal(0, _queue.Count);
    }

    private static TenantKey Key(string conversation) => new("acme", conversation);

    private Task RunAsync(TenantKey key, long leaf)
    {
        _begun.Enqueue((key.Rest, leaf));
        return _go.Task;
    }
}
