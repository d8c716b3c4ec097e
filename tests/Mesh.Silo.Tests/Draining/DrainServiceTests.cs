using Mesh.Grains.Draining;
using Mesh.Silo.Draining;
using Mesh.Silo.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Silo.Tests.Draining;

/// <summary>The phases of a stop on a clock of the test's own.</summary>
public sealed class DrainServiceTests : IDisposable
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(10);
    private readonly FakeTimeProvider _time = new();
    private readonly SiloState _state = new();
    private readonly Work _work = new();
    private readonly CancellationTokenSource _processEnds = new();
    private readonly DrainService _drain;

    public DrainServiceTests() =>
        _drain = new DrainService(_state, [_work, new Work()], new DoorConnections(), new MeshSettings { DrainNotice = 2, Drain = 60 }, _time, NullLogger<DrainService>.Instance);

    public void Dispose()
    {
        _state.Dispose();
        _processEnds.Dispose();
    }

    [Fact]
    public async Task Stop_NothingUnderWay_ServesThroughTheNoticeAndIsOverThen()
    {
        var stopping = await BeginAsync();

        Assert.Equal((SiloPhase.Notice, true, true), (_state.Phase, _state.IsDraining, _state.TakesWork));
        Assert.True(_state.Leaving.IsCancellationRequested);
        await AdvanceAsync(TimeSpan.FromSeconds(1.9));
        Assert.Equal(SiloPhase.Notice, _state.Phase);
        await AdvanceAsync(TimeSpan.FromSeconds(0.2));
        await stopping;
        Assert.Equal(SiloPhase.Over, _state.Phase);
    }

    [Fact]
    public async Task Stop_WorkThatEndsInTime_IsNotCut()
    {
        _work.UnderWay = 3;
        var stopping = await BeginAsync();
        await AdvanceAsync(TimeSpan.FromSeconds(61));
        Assert.Equal((SiloPhase.Draining, false, false), (_state.Phase, _state.TakesWork, _state.Cut.IsCancellationRequested));
        var cut = false;
        using var told = _state.Cut.Register(() => cut = _work.UnderWay > 0);

        _work.UnderWay = 0;
        await AdvanceAsync(TimeSpan.FromMilliseconds(50));

        await stopping;
        Assert.False(cut);
    }

    [Fact]
    public async Task Stop_WorkThatDoesNotEnd_IsCutAtTheDeadlineAndWaitedForOneSecondMore()
    {
        _work.UnderWay = 1;
        var stopping = await BeginAsync();
        await AdvanceAsync(TimeSpan.FromSeconds(61.9));
        Assert.Equal(SiloPhase.Draining, _state.Phase);

        await AdvanceAsync(TimeSpan.FromSeconds(0.2));

        Assert.Equal((SiloPhase.Cut, true, false), (_state.Phase, _state.Cut.IsCancellationRequested, _state.Over.IsCancellationRequested));
        Assert.False(stopping.IsCompleted);
        await AdvanceAsync(TimeSpan.FromSeconds(1.1));
        await stopping;
        Assert.True(_state.Over.IsCancellationRequested);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(10)]
    public async Task Stop_ProcessThatMustEndEarlier_CutsThen(double after)
    {
        _work.UnderWay = 1;
        var stopping = await BeginAsync();
        await AdvanceAsync(TimeSpan.FromSeconds(after));

        await _processEnds.CancelAsync();

        await stopping;
        Assert.True(_state.Cut.IsCancellationRequested);
    }

    [Fact]
    public void Phase_ThatIsOver_DoesNotComeBack()
    {
        _state.MoveTo(SiloPhase.Cut);

        _state.MoveTo(SiloPhase.Notice);

        Assert.Equal(SiloPhase.Cut, _state.Phase);
    }

    // Off the tests' context, so that what waits for the clock goes on within its steps and not some time after them.
    private Task<Task> BeginAsync() => Task.Run(() => Task.FromResult(_drain.StoppingAsync(_processEnds.Token)));

    private Task AdvanceAsync(TimeSpan by) => Task.Run(() =>
    {
        for (var gone = TimeSpan.Zero; gone < by; gone += s_step)
        {
            _time.Advance(s_step);
        }
    });

    private sealed class Work : IDrained
    {
        public int UnderWay { get; set; }
    }
}
