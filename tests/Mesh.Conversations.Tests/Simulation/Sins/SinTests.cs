using Mesh.Contracts.Conversations;
using Xunit.Abstractions;

namespace Mesh.Conversations.Tests.Simulation.Sins;

/// <summary>The tests are tested: where one safeguard is out of the way, the simulation says so within a bounded number of schedules.</summary>
public sealed class SinTests(ITestOutputHelper output)
{
    private const int MostSchedules = 3_000;
    private static readonly SimSin[] s_sins =
    [
        new() { Name = "no dedupe", Store = log => new ForgetfulLog(log) },
        new() { Name = "no epoch", Lease = CurrentAsync },
        new() { Name = "no sequence check", Store = log => new UnguardedLog(log) },
        new() { Name = "acknowledge before write", Reach = (log, silo, world) => new HastyLog(log, silo, world) },
        new() { Name = "memory instead of reading again", Reach = (log, _, _) => new RememberingLog(log) },
        new() { Name = "ignored tombstone", Store = log => new NoTombstoneLog(log) },
    ];

    public static TheoryData<string> Sins => [.. s_sins.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Sins))]
    public void Sin_InTheProtocol_IsFoundByTheInvariantsAndByTheHistoryAlone(string name)
    {
        var sin = s_sins.Single(s => s.Name == name);
        var (first, firstInHistory) = (0, 0);
        for (var seed = 1; seed <= MostSchedules && firstInHistory == 0; seed++)
        {
            var world = new SimWorld((ulong)seed, sin);
            world.Run();
            var wrong = SimVerdict.Of(world, out var violations);
            if (wrong.Count > 0 && first == 0)
            {
                first = seed;
                output.WriteLine($"{name}: first found by schedule {seed}: {wrong[0]}");
            }

            if (violations.Count > 0)
            {
                firstInHistory = seed;
                output.WriteLine($"{name}: first found by the history alone in schedule {seed}: {violations[0]}");
            }
        }

        Assert.InRange(first, 1, MostSchedules);
        Assert.InRange(firstInHistory, 1, MostSchedules);
    }

    // An end is given the fence of whatever attempt at its turn is under way.
    private static async Task<TurnLease> CurrentAsync(Log.IConversationLog log, TurnLease lease) =>
        await log.ReadHeadAsync(SimWorld.Key, default) is { Running: { } running } && running.Number == lease.Number ? lease with { Epoch = running.Epoch } : lease;
}
