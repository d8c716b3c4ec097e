using Mesh.Routing.Limits;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Routing.Tests.Limits;

public sealed class MinuteWindowTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly MinuteWindow _window;

    public MinuteWindowTests() => _window = new MinuteWindow(_time);

    [Fact]
    public void Wait_WhileThereIsRoom_IsNone()
    {
        _window.Take(3);

        Assert.Equal(TimeSpan.Zero, _window.WaitFor(3));
    }

    [Fact]
    public void Wait_IsUntilEnoughOfTheOldestIsAMinuteOld()
    {
        _window.Take(2);
        After(10.5);
        _window.Take(2);
        After(4);

        Assert.Equal(60.1 - 14.5, _window.WaitFor(3).TotalSeconds, 1e-6);
        Assert.Equal(70.6 - 14.5, _window.WaitFor(1).TotalSeconds, 1e-6);
        After(46.5);
        Assert.Equal(TimeSpan.Zero, _window.WaitFor(2));
    }

    [Fact]
    public void Take_GivenBack_LeavesRoom()
    {
        _window.Take(5);
        _window.Take(-2);

        Assert.Equal(TimeSpan.Zero, _window.WaitFor(3));
    }

    [Fact]
    public void Take_LongAgo_IsForgottenWhole()
    {
        _window.Take(5);
        After(10_000);

        Assert.Equal(TimeSpan.Zero, _window.WaitFor(0));
    }

    [Fact]
    public void Wait_ForLessThanNothing_IsAMinute() => Assert.Equal(RateBucket.Longest, _window.WaitFor(-1));

    private void After(double seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));
}
