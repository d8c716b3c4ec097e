using Mesh.Contracts.Routing;
using Mesh.Grains.Admission;

namespace Mesh.Grains.Tests.Admission;

public sealed class SiloPressureTests
{
    private readonly SiloPressure _pressure = new(mostUnderWay: 2);

    [Theory]
    [InlineData(0.84, 99, "")]
    [InlineData(0.85, 0, "sheddable")]
    [InlineData(0.92, 0, "sheddable standard")]
    [InlineData(1.5, 0, "sheddable standard")]
    [InlineData(0.1, 100, "sheddable")]
    [InlineData(0.1, 500, "sheddable standard")]
    [InlineData(0.86, 600, "sheddable standard")]
    public void Refuses_ASecondAtALevel_TheClassesOfItAndNeverCritical(double memory, int delay, string refused)
    {
        Observe(memory, delay, samples: 4);

        Assert.Equal(refused, string.Join(' ', Enum.GetValues<WorkClass>().Where(_pressure.Refuses).Select(c => c.ToString().ToLowerInvariant()).Reverse()));
    }

    [Fact]
    public void Level_OneSampleShortOfASecond_IsNone()
    {
        Observe(0.99, 0, samples: 3);
        Observe(0.5, 0, samples: 1);
        Observe(0.99, 0, samples: 3);

        Assert.Equal(PressureLevel.None, _pressure.Level);
    }

    [Fact]
    public void Level_JustUnderTheThreshold_StaysUntilWellUnderItForTwoSeconds()
    {
        Observe(0.95, 0, samples: 4);
        Observe(0.84, 0, samples: 100);
        Assert.Equal(PressureLevel.Severe, _pressure.Level);

        Observe(0.80, 0, samples: 8);
        Assert.Equal(PressureLevel.High, _pressure.Level);
        Observe(0.76, 0, samples: 7);
        Assert.Equal(PressureLevel.High, _pressure.Level);
        Observe(0.76, 0, samples: 1);
        Assert.Equal(PressureLevel.None, _pressure.Level);
    }

    [Fact]
    public void TryBegin_AtTheBound_TakesNobodyUntilOneEnds()
    {
        Assert.True(_pressure.TryBegin());
        Assert.True(_pressure.TryBegin());
        Assert.True(_pressure.IsFull);
        Assert.False(_pressure.TryBegin());

        _pressure.End();

        Assert.True(_pressure.TryBegin());
        Assert.Equal(2, _pressure.UnderWay);
    }

    [Fact]
    public void MemoryShare_OfThisProcess_IsAShare() => Assert.InRange(new MemoryShare().Read(), 0.0001, 1);

    private void Observe(double memory, int delayMilliseconds, int samples)
    {
        for (var i = 0; i < samples; i++)
        {
            _pressure.Observe(memory, TimeSpan.FromMilliseconds(delayMilliseconds));
        }
    }
}
