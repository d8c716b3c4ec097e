using Mesh.Grains.Workers;
using Mesh.Grains.Workers.Gauges;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Grains.Tests.Workers;

public sealed class EngineEpochTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(5_000));
    private readonly EngineEpoch _epoch;

    public EngineEpochTests() => (_epoch = new EngineEpoch(_time)).Renew();

    [Fact]
    public void StartTime_ThatIsTold_IsTheEpochAndAnotherOneIsAnotherProcess()
    {
        Assert.False(_epoch.IsAnother(Told(1.5)));
        Assert.Equal(1500, _epoch.Value);
        Assert.False(_epoch.IsAnother(Told(1.501)));

        Assert.True(_epoch.IsAnother(Told(2)));
        Assert.Equal(2000, _epoch.Value);
    }

    [Fact]
    public void StartTime_ThatIsNotToldForOnce_IsNoOtherProcess()
    {
        _epoch.IsAnother(Told(1.5));
        Assert.False(_epoch.IsAnother(new GaugeReading()));

        Assert.False(_epoch.IsAnother(Told(1.5)));
        Assert.Equal(1500, _epoch.Value);
    }

    [Fact]
    public void Counter_ThatBeginsAnew_IsAnotherProcessWhereNoStartTimeIsTold()
    {
        Assert.False(_epoch.IsAnother(Counted(10)));
        Assert.False(_epoch.IsAnother(Counted(20)));
        Assert.Equal(5_000, _epoch.Value);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(_epoch.IsAnother(Counted(3)));
        Assert.Equal(6_000, _epoch.Value);
        Assert.False(_epoch.IsAnother(Counted(3)));
    }

    private static GaugeReading Told(double start) => new() { [GaugeMeaning.StartTime] = start };

    private static GaugeReading Counted(double tokens) => new() { [GaugeMeaning.PromptTokens] = tokens };
}
