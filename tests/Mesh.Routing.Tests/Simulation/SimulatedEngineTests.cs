using Mesh.Simulation.Engines;
using Mesh.Simulation.Traces;

namespace Mesh.Routing.Tests.Simulation;

public sealed class SimulatedEngineTests
{
    private static readonly EngineProfile s_profile = new("p", 0.01, 10_000, 1e-7, 1e-4, 100_000, 4, 100);
    private readonly SimulatedEngine _engine = new(s_profile);
    private readonly List<string> _events = [];

    // 5000 tokens in one step, then one token a step over a growing context.
    [Fact]
    public void Engine_OneRequest_TakesTheTimeOfItsSteps()
    {
        var job = Ask(5000, 3);

        Run();

        var first = 0.01 + 0.5 + (5000 * 1e-7) + 1e-4;
        Assert.Equal(first, job.FirstAt!.Value, 9);
        Assert.Equal(first + (2 * (0.01 + 1e-4)) + ((5001 + 5002) * 1e-7), job.EndedAt!.Value, 9);
        Assert.True(double.IsInfinity(_engine.StepEnds));
        Assert.Equal((0L, 0, 0, 0.0), (_engine.Backlog, _engine.Waiting, _engine.Running, _engine.CacheUse));
    }

    [Fact]
    public void Engine_LongPrompt_IsReadInPiecesWhileOthersGoOn()
    {
        var speaking = Ask(100, 50);
        _engine.EndStep(First, End);
        var longOne = Ask(20_000, 1);

        Run();

        // The step under way, then three steps of 8192 tokens at most.
        Assert.InRange(longOne.FirstAt!.Value, 2, 2.2);
        Assert.True(speaking.EndedAt > longOne.FirstAt);
    }

    [Fact]
    public void Engine_PromptThatItHasCached_IsNotReadAgain()
    {
        Ask(5120, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        Run();
        var again = Ask(5632, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        Run();

        Assert.Equal(10, again.Cached);
        Assert.InRange(again.FirstAt!.Value - again.SentAt, 0.05, 0.08);
        _engine.Forget();
        var anew = Ask(5632, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        Run();
        Assert.Equal(0, anew.Cached);
    }

    [Fact]
    public void Engine_WithoutRoom_LetsRequestsWaitInOrder()
    {
        var jobs = Enumerable.Range(0, 6).Select(_ => Ask(1000, 10)).ToArray();
        var large = Ask(99_000, 10);
        var last = Ask(10, 10);

        Run();

        Assert.True(jobs[4].FirstAt >= jobs[0].EndedAt);
        Assert.True(large.FirstAt > jobs[5].EndedAt);
        Assert.True(last.FirstAt >= large.FirstAt);
    }

    [Fact]
    public void Engine_ThatIsSlow_TakesAsManyTimesAsLong()
    {
        _engine.Slowness = 3;
        var job = Ask(5000, 1);

        Run();

        Assert.Equal(3 * (0.01 + 0.5 + (5000 * 1e-7) + 1e-4), job.FirstAt!.Value, 9);
    }

    private Job Ask(int prompt, int answer, params ulong[] blocks)
    {
        var now = double.IsInfinity(_engine.StepEnds) ? 0 : _engine.StepEnds - _engine.LastStep.Seconds;
        var job = new Job(new TraceRequest { Arrives = now, Prompt = prompt, Answer = answer, Blocks = blocks, Conversation = 0 }) { SentAt = now };
        _engine.Take(job, now);
        return job;
    }

    private void Run()
    {
        while (!double.IsInfinity(_engine.StepEnds))
        {
            _engine.EndStep(First, End);
        }
    }

    private void First(Job job, double now) => _events.Add("first");

    private void End(Job job, double now) => _events.Add("end");
}
