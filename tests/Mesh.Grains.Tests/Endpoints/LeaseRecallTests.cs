using Mesh.Grains.Endpoints;

namespace Mesh.Grains.Tests.Endpoints;

public sealed class LeaseRecallTests
{
    private readonly LeaseRecall _recall = new(TimeSpan.FromSeconds(3));
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Granted_ToASiloThatIsShortWhileAnotherHasALongLease_CallsTheOthersOnce()
    {
        Assert.False(Granted(isLong: true));
        Assert.Equal(0, _recall.Number);
        Assert.True(Granted(isShort: true));
        var number = _recall.Number;
        Assert.NotEqual(0, number);
        After(5);
        Assert.False(Granted(isShort: true));
        Assert.Equal(number, _recall.Number);
    }

    [Fact]
    public void Granted_WhenNobodyHasALongLeaseAnyMore_CallsNobody()
    {
        Granted(isLong: true);
        After(3);

        Assert.False(Granted(isShort: true));
    }

    [Fact]
    public void Granted_ToASiloThatIsNotShort_CallsNobody()
    {
        Granted(isLong: true);

        Assert.False(Granted());
    }

    [Fact]
    public void Granted_InShortOrder_CallsOnceASecond()
    {
        var calls = 0;
        for (var i = 0; i < 50; i++)
        {
            Granted(isLong: true);
            calls += Granted(isShort: true) ? 1 : 0;
            After(0.1);
        }

        Assert.Equal(5, calls);
    }

    private bool Granted(bool isLong = false, bool isShort = false) => _recall.Granted(isLong, isShort, _now);

    private void After(double seconds) => _now += TimeSpan.FromSeconds(seconds);
}
