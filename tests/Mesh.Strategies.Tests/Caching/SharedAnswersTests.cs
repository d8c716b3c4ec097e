using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Caching;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Tests.Failover;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Strategies.Tests.Caching;

/// <summary>Requests for the same answer at the same time, with an upstream whose every word the test gives.</summary>
public sealed class SharedAnswersTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(20);
    private readonly FakeTimeProvider _time = new();
    private readonly SharedAnswers _shared;
    private readonly List<GivenAnswer> _asked = [];
    private readonly List<IReadOnlyList<Contracts.Caching.RecordedPiece>?> _kept = [];
    private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PlanAnswer? _found;

    // Under the lock, so that whoever sees one counted finds it.
    private int Asked
    {
        get
        {
            lock (_asked)
            {
                return _asked.Count;
            }
        }
    }

    public SharedAnswersTests() => _shared = new SharedAnswers(_time);

    [Fact]
    public async Task Requests_AtTheSameTime_AskOnceAndReadTheSameFrames()
    {
        var (leader, leads) = await AskAsync();
        var followers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AskAsync()));
        await _asked[0].SayAsync("a", "b");
        var late = await AskAsync();
        await _asked[0].EndAsync();

        var read = await Task.WhenAll([ReadAsync(leader), ReadAsync(late.Answer), .. followers.Select(f => ReadAsync(f.Answer))]);

        Assert.True(leads);
        Assert.All(followers, f => Assert.False(f.Leads));
        Assert.All(read, text => Assert.Equal("firstab", text));
        Assert.Single(_asked);
    }

    [Fact]
    public async Task Follower_OfAnAnswer_PaysNothingAndSavesItsCost()
    {
        var (leader, _) = await AskAsync();
        var (follower, _) = await AskAsync();
        await _asked[0].EndAsync();
        await Task.WhenAll(ReadAsync(leader), ReadAsync(follower));

        Assert.Equal((3m, 0m), (leader.Account.CostUsd, leader.SavedUsd));
        Assert.Equal((0m, 3m), (follower.Account.CostUsd, follower.SavedUsd));
        Assert.Equal((AnswerSource.Model, AnswerSource.Exact), (leader.Decision.Source, follower.Decision.Source));
    }

    [Fact]
    public async Task Leader_GoesAway_TheOthersReadOn()
    {
        var (leader, _) = await AskAsync();
        var (follower, _) = await AskAsync();
        await leader.DisposeAsync();
        await _asked[0].SayAsync("a");
        await _asked[0].EndAsync();

        Assert.Equal("firsta", await ReadAsync(follower));
        Assert.False(_asked[0].Token.IsCancellationRequested);
    }

    [Fact]
    public async Task Leader_GivenUpBeforeTheFirstContent_TheOthersGetTheAnswer()
    {
        using var gone = new CancellationTokenSource();
        var leader = AskAsync(silent: true, token: gone.Token);
        await UntilAsync(() => Asked == 1);
        var follower = AskAsync();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader);
        await _asked[0].BeginAsync();
        await _asked[0].EndAsync();

        Assert.Equal("first", await ReadAsync((await follower).Answer));
    }

    [Fact]
    public async Task Everybody_GoesAway_TheUpstreamIsLetGoAndNobodyJoins()
    {
        var (leader, _) = await AskAsync();
        var (follower, _) = await AskAsync();
        await leader.DisposeAsync();
        await follower.DisposeAsync();

        await _asked[0].DisposedAsync();
        var (next, leads) = await AskAsync();
        Assert.True(leads);
        Assert.Equal(2, _asked.Count);
        await next.DisposeAsync();
    }

    [Fact]
    public async Task Leader_Fails_OneOfTheOthersAsksAndTheRestFollowIt()
    {
        var leader = AskAsync(silent: true);
        await UntilAsync(() => Asked == 1);
        var followers = Enumerable.Range(0, 5).Select(_ => AskAsync()).ToArray();
        _asked[0].Fail(new MeshException(MeshErrorCode.UpstreamFailed, "upstream_error", "no"));

        await Assert.ThrowsAsync<MeshException>(() => leader);
        var got = await Task.WhenAll(followers);
        Assert.Equal(2, _asked.Count);
        Assert.Single(got, f => f.Leads);
        await _asked[1].EndAsync();
        Assert.All(await Task.WhenAll(got.Select(f => ReadAsync(f.Answer))), text => Assert.Equal("first", text));
    }

    [Fact]
    public async Task Leader_FailsAndTheNextIsAnsweredAndKeptByThen_NobodyAsksAgain()
    {
        var kept = new GivenAnswer(CancellationToken.None);
        await kept.BeginAsync();
        var leader = AskAsync(silent: true);
        await UntilAsync(() => Asked == 1);
        var follower = AskAsync();
        _found = await kept.BegunAsync();
        _asked[0].Fail(new MeshException(MeshErrorCode.UpstreamFailed, "upstream_error", "no"));

        await Assert.ThrowsAsync<MeshException>(() => leader);
        Assert.Equal((_found, false), await follower);
        Assert.Single(_asked);
    }

    [Fact]
    public async Task TwoLeaders_Fail_TheRestIsToldAndDoesNotAskOneByOne()
    {
        var requests = Enumerable.Range(0, 50).Select(_ => AskAsync(silent: true)).ToArray();
        for (var leader = 0; leader < 2; leader++)
        {
            await UntilAsync(() => Asked > leader && _shared.Readers == requests.Length - leader);
            _asked[leader].Fail(new MeshException(MeshErrorCode.UpstreamFailed, "upstream_error", "no"));
        }

        foreach (var request in requests)
        {
            await Assert.ThrowsAsync<MeshException>(() => request);
        }

        Assert.Equal(2, _asked.Count);
    }

    [Fact]
    public async Task Answer_BreaksOff_EveryReaderHearsOfItAndNothingIsKept()
    {
        var (leader, _) = await AskAsync();
        var (follower, _) = await AskAsync();
        await _asked[0].SayAsync("a");
        _asked[0].Break(ScriptedCaller.Fault("broken"));

        await Assert.ThrowsAsync<EndpointException>(() => ReadAsync(leader));
        await Assert.ThrowsAsync<EndpointException>(() => ReadAsync(follower));
        Assert.Empty(_kept);
    }

    [Fact]
    public async Task Answer_TakesTooLong_IsEndedByTheRoutesTime()
    {
        var (leader, _) = await AskAsync();
        _time.Advance(s_longest);

        var fault = await Assert.ThrowsAsync<EndpointException>(() => ReadAsync(leader));
        Assert.Equal(MeshErrorCode.DeadlineExceeded, fault.Error.Code);
    }

    [Fact]
    public async Task Answer_OverTheBound_IsHeldNoLongerAndTheSlowestReaderSetsThePace()
    {
        var (leader, _) = await AskAsync();
        var (slow, _) = await AskAsync();
        var large = new string('x', AnswerBounds.MostBytes / 4);
        var saying = _asked[0].SayAsync(large, large, large, "end");
        var read = ReadAsync(leader);
        await UntilAsync(() => _asked[0].Taken >= 3);

        // What was taken is held, or too much to be, a moment later.
        var (other, leads) = await AskAsync();
        for (var began = DateTime.UtcNow; !leads && DateTime.UtcNow - began < s_patience;)
        {
            await other.DisposeAsync();
            await Task.Delay(1);
            (other, leads) = await AskAsync();
        }

        Assert.False(saying.IsCompleted && read.IsCompleted);
        Assert.True(leads);

        var rest = ReadAsync(slow);
        await saying;
        await _asked[0].EndAsync();
        Assert.Equal(await read, await rest);
        await other.DisposeAsync();
        Assert.Null(Assert.Single(_kept));
    }

    [Fact]
    public async Task Answer_Whole_IsKeptBeforeTheNextRequestAsks()
    {
        var (leader, _) = await AskAsync();
        await _asked[0].EndAsync();
        Assert.Equal("first", await ReadAsync(leader));
        await _told.Task.WaitAsync(s_patience);

        Assert.Equal([new TextDelta(0, "first"), new ChoiceFinished(0, "stop")], Assert.Single(Assert.Single(_kept)!).Events);
        await UntilAsync(() => _shared.Count == 0);
    }

    [Fact]
    public async Task Request_ThatHasNotLookedSinceAnotherOneWasUnderWay_LooksBeforeItAsks()
    {
        var (leader, _) = await AskAsync();
        var follower = await AskAsync(looked: false);
        await _asked[0].EndAsync();
        await Task.WhenAll(ReadAsync(leader), ReadAsync(follower.Answer));
        await UntilAsync(() => _shared.Count == 0);

        _found = leader;
        var late = await AskAsync(looked: false);
        _found = null;
        var (next, leads) = await AskAsync(looked: false);

        Assert.Equal((false, false, true), (follower.Leads, late.Leads, leads));
        Assert.Same(leader, late.Answer);
        Assert.Equal(2, Asked);
        await next.DisposeAsync();
    }

    private Task<(PlanAnswer Answer, bool Leads)> AskAsync(bool silent = false, bool looked = true, CancellationToken token = default)
    {
        var recording = new Recording(
            async end =>
            {
                var given = new GivenAnswer(end);
                lock (_asked)
                {
                    _asked.Add(given);
                }

                if (!silent)
                {
                    await given.BeginAsync();
                }

                return await given.BegunAsync();
            },
            new AnswerRecorder(keepsBytes: false, tools: false, AnswerBounds.MostBytes),
            (_, recorder) =>
            {
                _kept.Add(recorder.Finish());
                _told.TrySetResult();
                return Task.CompletedTask;
            },
            _ => ValueTask.FromResult(_found))
        { Looked = looked };
        var key = new SharedKey("k", null, Streaming: true, UsageWanted: true, CallerSignals.None);
        var asking = _shared.AskAsync(key, Decisions.Of("e") with { Source = AnswerSource.Exact }, s_longest, recording, CancellationToken.None, token);
        return asking.WaitAsync(s_patience, CancellationToken.None);
    }

    private static async Task<string> ReadAsync(PlanAnswer answer)
    {
        var text = "";
        await foreach (var frame in answer.ReadAsync())
        {
            text += string.Concat(frame.Read().OfType<TextDelta>().Select(t => t.Text));
        }

        return text;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var began = DateTime.UtcNow; !condition() && DateTime.UtcNow - began < s_patience;)
        {
            await Task.Delay(1);
        }

        Assert.True(condition());
    }
}
