using Mesh.Grains.Endpoints;
using Mesh.Providers.Pipeline;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Grains.Tests.Endpoints;

public sealed class WatchdogTests
{
    private static readonly AttemptLimits s_limits = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(30), 1000);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Silence_BeforeTheFirstContent_FiresAtItsLimit()
    {
        using var dog = Watch(s_limits);

        Seconds(29.9);
        Assert.False(dog.Fired);
        Seconds(0.1);

        Assert.True(dog.Fired);
        Assert.True(dog.Token.IsCancellationRequested);
        Assert.Equal(UpstreamFaultKind.Silent, dog.Fault("e").Kind);
    }

    [Fact]
    public void Silence_BetweenFrames_FiresAtItsLimitAfterTheLastOne()
    {
        using var dog = Watch(s_limits);
        dog.Content();
        for (var i = 0; i < 20; i++)
        {
            dog.Waits();
            Seconds(59);
            dog.Heard();
        }

        dog.Waits();
        Seconds(59.9);
        Assert.False(dog.Fired);
        Seconds(0.1);

        Assert.True(dog.Fired);
        Assert.Equal(UpstreamFaultKind.Silent, dog.Fault("e").Kind);
    }

    [Fact]
    public void Silence_OfTheCallerWhoReadsSlowly_IsNotTheUpstreams()
    {
        using var dog = Watch(s_limits);
        dog.Content();
        dog.Waits();
        dog.Heard();

        Seconds(600);

        Assert.False(dog.Fired);
        dog.Waits();
        Seconds(60);
        Assert.True(dog.Fired);
    }

    [Fact]
    public void Silence_AfterAContentThatWasAllowedToTakeLong_IsSeenInTime()
    {
        using var dog = Watch(s_limits with { FirstContent = TimeSpan.FromSeconds(300) });
        Seconds(5);
        dog.Content();
        dog.Waits();

        Seconds(60);

        Assert.True(dog.Fired);
    }

    [Fact]
    public void Total_OfAnAnswerThatGoesOnAndOn_IsEndless()
    {
        using var dog = Watch(s_limits);
        dog.Content();
        for (var i = 0; i < 179; i++)
        {
            dog.Waits();
            Seconds(10);
            dog.Heard();
        }

        Assert.False(dog.Fired);
        Seconds(10);

        Assert.True(dog.Fired);
        Assert.Equal(UpstreamFaultKind.Endless, dog.Fault("e").Kind);
    }

    [Fact]
    public void Total_BeforeAnyContent_IsSilence()
    {
        using var dog = Watch(new AttemptLimits(AttemptLimits.None, AttemptLimits.None, TimeSpan.FromSeconds(9), 1000));

        Seconds(9);

        Assert.Equal((true, UpstreamFaultKind.Silent), (dog.Fired, dog.Fault("e").Kind));
    }

    [Fact]
    public void Bytes_OverTheBound_AreEndless()
    {
        using var dog = Watch(s_limits);

        Assert.True(dog.Takes(600));
        Assert.True(dog.Takes(400));
        Assert.False(dog.Takes(1));
        Assert.Equal(UpstreamFaultKind.Endless, dog.Fault("e").Kind);
    }

    [Fact]
    public void Watch_WithoutALimitOfTime_HandsTheRequestsTokenOnAndNeverFires()
    {
        using var caller = new CancellationTokenSource();
        using var dog = new Watchdog(new AttemptLimits(AttemptLimits.None, AttemptLimits.None, AttemptLimits.None, 1000), _time, caller.Token);

        Seconds(1_000_000);

        Assert.Equal((caller.Token, false), (dog.Token, dog.Fired));
    }

    [Fact]
    public void Watch_WhenTheRequestEnds_EndsTheCallAndIsNoFault()
    {
        using var caller = new CancellationTokenSource();
        using var dog = new Watchdog(s_limits, _time, caller.Token);

        caller.Cancel();

        Assert.True(dog.Token.IsCancellationRequested);
        Seconds(100);
        Assert.False(dog.Fired);
    }

    [Fact]
    public void Watch_Disposed_NeverFires()
    {
        var dog = Watch(s_limits);
        dog.Dispose();

        Seconds(100_000);

        Assert.False(dog.Fired);
        dog.Dispose();
    }

    private Watchdog Watch(AttemptLimits limits) => new(limits, _time, CancellationToken.None);

    private void Seconds(double seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));
}
