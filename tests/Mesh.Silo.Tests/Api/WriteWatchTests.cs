using Mesh.Silo.Api.Requests;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Silo.Tests.Api;

public sealed class WriteWatchTests
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(250);
    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource _write = new();

    [Theory]
    [InlineData(60, false)]
    [InlineData(2, true)]
    public async Task Write_TakesTooLong_IsCutAndToldWhy(int remaining, bool late)
    {
        var cuts = new List<bool>();
        var ends = _time.GetTimestamp();
        using var watch = new WriteWatch(s_longest, () => TimeSpan.FromSeconds(remaining) - _time.GetElapsedTime(ends), cuts.Add, _time);
        var writing = watch.WatchAsync(new ValueTask(_write.Task)).AsTask();

        _time.Advance(s_longest + TimeSpan.FromSeconds(1));

        Assert.Equal([late], cuts);
        _write.SetResult();
        await writing;
    }

    // What tells that the time is over comes after it, and on a busy machine long after it.
    [Fact]
    public async Task Write_BegunWhenTheTimeIsOver_IsCutAfterAGraceOfItsOwn()
    {
        var cuts = new List<bool>();
        using var watch = new WriteWatch(s_longest, () => TimeSpan.FromSeconds(-5), cuts.Add, _time);
        var writing = watch.WatchAsync(new ValueTask(_write.Task)).AsTask();

        _time.Advance(s_grace / 2);
        Assert.Empty(cuts);

        _time.Advance(s_grace);
        Assert.Equal([true], cuts);
        _write.SetResult();
        await writing;
    }

    // The timer of the write before it comes round in its middle.
    [Fact]
    public async Task Write_BegunAsTheOneBeforeItWasDue_HasAGraceOfItsOwn()
    {
        var cuts = new List<bool>();
        var ends = _time.GetTimestamp();
        using var watch = new WriteWatch(s_longest, () => TimeSpan.FromSeconds(1) - _time.GetElapsedTime(ends), cuts.Add, _time);
        var first = watch.WatchAsync(new ValueTask(_write.Task)).AsTask();
        _time.Advance(TimeSpan.FromSeconds(1) + (s_grace / 2));
        _write.SetResult();
        await first;
        var last = new TaskCompletionSource();
        var writing = watch.WatchAsync(new ValueTask(last.Task)).AsTask();

        _time.Advance(s_grace * 0.9);
        Assert.Empty(cuts);

        _time.Advance(s_grace);
        Assert.Equal([true], cuts);
        last.SetResult();
        await writing;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Process_IsOver_WritesAreCutAfterTheirGrace(bool before)
    {
        var cuts = new List<bool>();
        using var over = new CancellationTokenSource();
        using var watch = new WriteWatch(s_longest, () => s_longest, cuts.Add, _time, over.Token);
        if (before)
        {
            await over.CancelAsync();
        }

        var writing = watch.WatchAsync(new ValueTask(_write.Task)).AsTask();
        if (!before)
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            await over.CancelAsync();
        }

        _time.Advance(s_grace / 2);
        Assert.Empty(cuts);

        _time.Advance(s_grace);
        Assert.Equal([true], cuts);
        _write.SetResult();
        await writing;
    }

    // The server takes a request's objects for the next one: who cuts late, cuts another, or meets what is disposed of, in a timer.
    [Fact]
    public async Task Dispose_WhileItCuts_WaitsUntilThatIsOver()
    {
        WriteWatch? watch = null;
        var disposing = new Thread(() => watch!.Dispose());
        var overtaken = new TaskCompletionSource<bool>();

        // The system's clock: the fake one's timers hold their own disposal back.
        watch = new WriteWatch(
            TimeSpan.FromMilliseconds(20),
            () => s_longest,
            _ =>
            {
                disposing.Start();
                overtaken.SetResult(disposing.Join(TimeSpan.FromMilliseconds(500)));
            },
            TimeProvider.System);
        var writing = watch.WatchAsync(new ValueTask(_write.Task)).AsTask();

        Assert.False(await overtaken.Task);
        disposing.Join();
        _write.SetResult();
        await writing;
    }

    [Fact]
    public async Task Disposed_TimerThatWasDue_CutsNothing()
    {
        var cuts = 0;
        var watch = new WriteWatch(s_longest, () => s_longest, _ => cuts++, _time);
        var writing = watch.WatchAsync(new ValueTask(_write.Task)).AsTask();

        watch.Dispose();
        _time.Advance(2 * s_longest);

        Assert.Equal(0, cuts);
        _write.SetResult();
        await writing;
    }
}
