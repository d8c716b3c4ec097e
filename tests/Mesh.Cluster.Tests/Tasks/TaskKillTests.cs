using System.Diagnostics;
using System.Security.Cryptography;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Cluster.Tests.Chaos;
using Mesh.Cluster.Tests.Processes;
using MeshSilo.V1;
using Xunit.Abstractions;

namespace Mesh.Cluster.Tests.Tasks;

/// <summary>A task of 50 nodes and more while the processes that run it are killed, or drained in turn: every node's result is in the record once, and no node that is there asks a model again.</summary>
[Collection(WholeMachine.Name)]
public sealed class TaskKillTests(ITestOutputHelper output)
{
    private const int Silos = 2;
    private const int LongestUp = 1_000;

    [Fact]
    public Task EmbeddedStore_OfAProcessThatIsKilledTwice_RunsNoKeptNodeAgain() => OnOneAsync(kills: 2);

    [Fact]
    [Trait(Lengths.Trait, Lengths.Long)]
    public Task EmbeddedStore_OfAProcessThatIsKilledTwentyTimes_RunsNoKeptNodeAgain() => OnOneAsync(kills: 20);

    [ProgramFact("redis-server")]
    [Trait(Lengths.Trait, Lengths.Long)]
    public async Task Redis_WhileSilosAreKilledTwentyTimes_RunsNoKeptNodeAgain()
    {
        await using var upstream = await PacedUpstream.StartAsync();
        await using var cluster = await ClusterProcesses.StartAsync(new ClusterShape { Edges = Silos, Catalog = TaskPlan.Catalog(upstream.Url), Settings = ["--drain-notice", "0", "--drain", "2", "--shutdown", "10"] });
        await KillAsync(upstream, cluster.Edges, kills: 20);
    }

    [ProgramFact("redis-server")]
    public async Task Redis_WhileSilosAreDrainedAndStartedAnewInTurn_RunsNoKeptNodeAgain()
    {
        const int Restarts = 4;
        await using var upstream = await PacedUpstream.StartAsync();
        await using var cluster = await ClusterProcesses.StartAsync(new ClusterShape { Edges = Silos, Catalog = TaskPlan.Catalog(upstream.Url), Settings = ["--drain-notice", "1", "--drain", "60", "--shutdown", "90"] });
        var turn = 0;

        var (events, over) = await CheckAsync(upstream, cluster.Edges, Restarts, async () =>
        {
            var silo = cluster.Edges[turn++ % Silos];
            Assert.Equal(0, await silo.Process.TerminateAsync());
            return silo;
        });

        // A silo that leaves takes the directory's entries of some grains of the other one along, whose calls are ended then, and told of.
        Assert.InRange(upstream.Asks.Count, TaskPlan.Calls, TaskPlan.Calls + events.Count(e => e.NodeLost is not null) + over.UnmeteredCalls);
    }

    private async Task OnOneAsync(int kills)
    {
        await using var upstream = await PacedUpstream.StartAsync();
        using var folder = new TemporaryFolder();
        await System.IO.File.WriteAllTextAsync(folder.File("catalog.yaml"), TaskPlan.Catalog(upstream.Url));
        await System.IO.File.WriteAllTextAsync(folder.File("secret"), Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));
        await using var silo = new SiloProcess("alone", folder.File("silo"), ["--catalog", folder.File("catalog.yaml"), "--cluster-secret", $"file:{folder.File("secret")}"]);
        await silo.StartAsync();
        await KillAsync(upstream, [silo], kills);
    }

    private async Task KillAsync(PacedUpstream upstream, IReadOnlyList<SiloProcess> silos, int kills)
    {
        var random = new Random();
        await CheckAsync(upstream, silos, kills, async () =>
        {
            // At any moment of what the silos do for the task, not of their starts.
            await Task.Delay(random.Next(LongestUp));
            var silo = silos[random.Next(silos.Count)];
            await silo.Process.KillAsync();
            return silo;
        });
    }

    // Ends a silo and starts it anew, so many times.
    private async Task<(IReadOnlyList<TaskEvent> Events, PlanTask Over)> CheckAsync(PacedUpstream upstream, IReadOnlyList<SiloProcess> silos, int times, Func<Task<SiloProcess>> end)
    {
        var began = Stopwatch.GetTimestamp();
        using var channel = GrpcChannel.ForAddress(silos[0].GrpcUrl);
        var tasks = new TaskService.TaskServiceClient(channel);
        upstream.Allowed = Allowed(0, times);
        var chat = new ChatRequest { Model = "long", Messages = { new Message { Role = Role.User, Parts = { new Part { Text = "Do it all." } } } } };
        var task = await tasks.SubmitTaskAsync(new SubmitTaskRequest { Chat = chat, IdempotencyKey = "all" });
        for (var ended = 1; ended <= times; ended++)
        {
            await upstream.IsAskedAsync();
            var silo = await end();
            upstream.Allowed = Allowed(ended, times);
            await silo.StartAsync();
        }

        upstream.Allowed = TaskPlan.Calls;
        var (events, over) = await WatchAsync(tasks, task.Id);
        Report(upstream, events, over, began);
        Assert.Equal(TaskState.Done, over.State);
        AssertOnce(events, upstream.Asks);
        return (events, over);
    }

    private static int Allowed(int ended, int times) => TaskPlan.Calls * (ended + 1) / (times + 1);

    // Behind the last end, from the first event on: what is told then is what is kept.
    private static async Task<(IReadOnlyList<TaskEvent> Events, PlanTask Over)> WatchAsync(TaskService.TaskServiceClient tasks, string id)
    {
        using var call = tasks.WatchTask(new WatchTaskRequest { Id = id }, deadline: DateTime.UtcNow.AddMinutes(3));
        var events = new List<TaskEvent>();
        await foreach (var news in call.ResponseStream.ReadAllAsync())
        {
            if (news.Event is { } said)
            {
                events.Add(said);
            }
            else if (news.Over is { } over)
            {
                return (events, over);
            }
        }

        throw new InvalidOperationException("the watch ended before the task");
    }

    private static void AssertOnce(IReadOnlyList<TaskEvent> events, IReadOnlyList<(string Node, DateTimeOffset At)> asks)
    {
        Assert.Equal(Enumerable.Range(1, events.Count).Select(n => (long)n), events.Select(e => e.Number));
        var kept = events.Where(e => e.NodeKept is not null).ToArray();
        Assert.Equal(TaskPlan.Kept, kept.Length);
        Assert.Equal(TaskPlan.Kept, kept.Select(e => e.NodeKept.Path).Distinct().Count());
        foreach (var node in kept)
        {
            Assert.DoesNotContain(events, e => e.Number > node.Number && e.NodeBegun?.Path == node.NodeKept.Path);
        }

        foreach (var call in kept.Where(e => e.NodeKept.Path.Contains('/', StringComparison.Ordinal)))
        {
            var name = call.NodeKept.Path.Replace("part", "p", StringComparison.Ordinal).Replace("/", "", StringComparison.Ordinal);
            var own = asks.Where(a => a.Node == name).ToArray();
            Assert.All(own, a => Assert.True(a.At <= call.At.ToDateTimeOffset(), $"{name} was asked at {a.At:O}, and was kept at {call.At}"));
            Assert.True(own.Length <= events.Count(e => e.NodeBegun?.Path == call.NodeKept.Path), $"{name} was asked {own.Length} times, more often than it began");
            Assert.Equal($"answer {own.Length} of {name}", call.NodeKept.Text);
        }
    }

    private void Report(PacedUpstream upstream, IReadOnlyList<TaskEvent> events, PlanTask over, long began) => output.WriteLine(
        $"{over.State} after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s: {over.Walks} walks, {events.Count} events, {over.NodesKept} nodes kept, {upstream.Asks.Count} asks of {TaskPlan.Calls} nodes, {over.UnmeteredCalls} interrupted; {over.Error?.Message}");
}
