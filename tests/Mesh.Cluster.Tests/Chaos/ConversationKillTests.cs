using System.Security.Cryptography;
using Mesh.Cluster.Tests.Processes;
using Mesh.Testing.Histories;
using Xunit.Abstractions;

namespace Mesh.Cluster.Tests.Chaos;

/// <summary>
/// Conversations while the processes that keep them are killed: nothing acknowledged is lost, doubled or reordered. The long runs are made of
/// slices of <c>MESH_CHAOS_SECONDS</c>; with <c>MESH_CHAOS_STATE</c> they add up in a file over any number of runs.
/// </summary>
[Collection(WholeMachine.Name)]
public sealed class ConversationKillTests(ITestOutputHelper output)
{
    private const int Conversations = 24;
    private const int Silos = 3;
    private static readonly TimeSpan s_slice = Lengths.Of("MESH_CHAOS_SECONDS", 300);

    [Fact]
    public async Task EmbeddedStore_OfAProcessThatIsKilled_KeepsEveryAcknowledgedTurn() => await OnOneAsync(null, (struck, _) => struck < 3);

    [ProgramFact("redis-server")]
    public async Task Redis_WhileSilosAreKilled_KeepsEveryAcknowledgedTurn() => await OnClusterAsync(null, (struck, _) => struck < 4, null);

    [Fact]
    [Trait(Lengths.Trait, Lengths.Long)]
    public async Task EmbeddedStore_ASliceOfKills_KeepsEveryAcknowledgedTurn() => await OnOneAsync(File("sqlite"), (_, time) => time < s_slice);

    [ProgramFact("redis-server")]
    [Trait(Lengths.Trait, Lengths.Long)]
    public async Task Redis_ASliceOfAllFaults_KeepsEveryAcknowledgedTurn()
    {
        await using var cell = NetworkCell.Missing is null ? await NetworkCell.MakeAsync(3) : null;
        await OnClusterAsync(File("redis"), (_, time) => time < s_slice, cell);
    }

    private static string? File(string store) => Environment.GetEnvironmentVariable("MESH_CHAOS_STATE") is { } state ? $"{state}.{store}" : null;

    private async Task OnOneAsync(string? file, Func<int, TimeSpan, bool> goesOn)
    {
        using var folder = new TemporaryFolder();
        await System.IO.File.WriteAllTextAsync(folder.File("catalog.yaml"), ConversationSlice.Catalog);
        await System.IO.File.WriteAllTextAsync(folder.File("secret"), Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));
        await using var silo = new SiloProcess("alone", folder.File("silo"), ["--catalog", folder.File("catalog.yaml"), "--cluster-secret", $"file:{folder.File("secret")}"]);
        await silo.StartAsync();

        await CheckAsync(file, new ConversationSlice("one", [silo.GrpcUrl], Conversations), goesOn, async _ =>
        {
            await KillAsync(silo);
            return "process killed";
        });
    }

    private async Task OnClusterAsync(string? file, Func<int, TimeSpan, bool> goesOn, NetworkCell? cell)
    {
        await using var cluster = await ClusterProcesses.StartAsync(new ClusterShape { Edges = Silos, Catalog = ConversationSlice.Catalog, Settings = ["--drain-notice", "0", "--drain", "2", "--shutdown", "10"], Cell = cell });

        // Doors in a network of their own are not reached from here.
        var reached = cluster.Edges.Take(cell is null ? Silos : Silos - 1).ToArray();
        await CheckAsync(
            file, new ConversationSlice("many", [.. reached.Select(s => s.GrpcUrl)], Conversations), goesOn, random => file is null ? KillOneAsync(cluster, random) : StrikeAsync(cluster, cell, random));
    }

    private async Task CheckAsync(string? file, ConversationSlice slice, Func<int, TimeSpan, bool> goesOn, Func<Random, Task<string>> strike)
    {
        var (after, report) = await slice.RunAsync(RunFile.Read<ConversationState>(file), goesOn, strike);
        RunFile.Write(file, after);
        output.WriteLine($"{report}\nall slices: {after}");
        Assert.Empty(report.Violations.Select(v => v.ToString()));
        Assert.True(report.Acknowledged > Conversations, $"{report}");
        Assert.Equal(Conversations, report.Conversations);
    }

    private static async Task<string> StrikeAsync(ClusterProcesses cluster, NetworkCell? cell, Random random)
    {
        switch (random.Next(cell is null ? 9 : 10))
        {
            case < 6:
                return await KillOneAsync(cluster, random);
            case 6:
                var halted = cluster.Edges[random.Next(Silos)];
                await halted.Process.PauseAsync();
                await Task.Delay(random.Next(1_000, 20_000));
                await halted.Process.ContinueAsync();
                await StandsAsync(halted);
                return "silo halted";
            case < 9:
                await cluster.Redis.BounceAsync(TimeSpan.FromMilliseconds(random.Next(4_000)));
                return "redis killed";
            default:
                await cell!.CutAsync();
                await Task.Delay(random.Next(1_000, 20_000));
                await cell.MendAsync();
                await StandsAsync(cluster.Edges[Silos - 1]);
                return "node cut off";
        }
    }

    private static async Task<string> KillOneAsync(ClusterProcesses cluster, Random random)
    {
        await KillAsync(cluster.Edges[random.Next(Silos)]);
        return "silo killed";
    }

    private static async Task KillAsync(SiloProcess silo)
    {
        await silo.Process.KillAsync();
        await silo.StartAsync();
    }

    // One that was taken for dead stops itself; its platform starts it again.
    private static async Task StandsAsync(SiloProcess silo)
    {
        if (await silo.Process.EndsWithinAsync(TimeSpan.FromSeconds(15)) is not null)
        {
            await silo.StartAsync();
        }
    }
}
