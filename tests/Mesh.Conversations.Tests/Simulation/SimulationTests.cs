using System.Diagnostics;
using Xunit.Abstractions;

namespace Mesh.Conversations.Tests.Simulation;

/// <summary>
/// The protocol over schedules drawn by chance: whatever order things happen in, and whatever is lost, late, doubled, stalled or killed, no
/// history is possible that a single list could not have had. A failure names its seed; with <c>MESH_SIM_SEED</c> it is run again and printed.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const ulong FirstSeed = 1;
    private const int Slice = 4_000;
    private const int Whole = 100_000;
    private const int SearchedForSmall = 2_000;

    [Fact]
    public void Schedules_ASliceOfThem_KeepTheProtocol() => Run(FirstSeed, Slice);

    [Fact]
    [Trait("Length", "Long")]
    public void Schedules_AHundredThousand_KeepTheProtocol() => Run(FirstSeed, Whole);

    [Fact]
    public void Schedule_OfTheSameSeed_IsTheSame()
    {
        for (var seed = FirstSeed; seed < FirstSeed + 50; seed++)
        {
            Assert.Equal(Simulation.Replay(seed, SimSin.None).Trace, Simulation.Replay(seed, SimSin.None).Trace);
        }
    }

    private void Run(ulong first, int count)
    {
        if (Simulation.AskedSeed is { } asked)
        {
            var (trace, wrong) = Simulation.Replay(asked, SimSin.None);
            output.WriteLine(string.Join('\n', trace));
            Assert.Empty(wrong);
            return;
        }

        var began = Stopwatch.GetTimestamp();
        var covered = new SimCoverage();
        for (var seed = first; seed < first + (ulong)count; seed++)
        {
            var world = new SimWorld(seed, SimSin.None);
            world.Run();
            covered.Add(world);
            if (SimVerdict.Of(world) is { Count: > 0 } wrong)
            {
                var small = Simulation.Smallest(seed, SearchedForSmall, SimSin.None)!.Value;
                Assert.Fail($"Seed {seed} (run it again with MESH_SIM_SEED={seed}): {string.Join("\n  ", wrong)}\nA smaller one is {small}:\n{string.Join('\n', Simulation.Replay(small, SimSin.None).Trace)}");
            }
        }

        output.WriteLine($"{count} schedules in {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s: {covered}");
        covered.HoldsEverything();
    }
}
