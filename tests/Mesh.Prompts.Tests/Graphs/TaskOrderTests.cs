using CsCheck;
using Mesh.Contracts.Graphs;
using Mesh.Prompts.Graphs;

namespace Mesh.Prompts.Tests.Graphs;

/// <summary>Over random graphs: dependencies lead to tasks before them, and the planner's order is another one.</summary>
public sealed class TaskOrderTests
{
    private static readonly Gen<TaskGraph> s_graphs = Gen.Select(Gen.Int[1, 14], Gen.Int[0, 100], Gen.Int[0, 1_000_000]).Select((count, density, seed) =>
    {
        var random = new Random(seed);
        PlannedTask[] tasks = [.. Enumerable.Range(0, count).Select(i => new PlannedTask
        {
            Id = $"t{i}",
            Description = "d",
            DependsOn = [.. Enumerable.Range(0, i).Where(_ => random.Next(100) < density).Select(d => $"t{d}")],
        })];
        random.Shuffle(tasks);
        return new TaskGraph(tasks);
    });

    [Fact]
    public void Tasks_AnyGraph_ComeBehindWhatTheyDependOn() => s_graphs.Sample(graph =>
    {
        var order = new TaskOrder(graph).Tasks.Select(t => t.Id).ToList();
        Assert.Equal(graph.Tasks.Select(t => t.Id).Order(), order.Order());
        Assert.All(graph.Tasks, t => Assert.All(t.DependsOn, d => Assert.True(order.IndexOf(d) < order.IndexOf(t.Id))));
    });

    [Fact]
    public void Ready_RunToTheEndWithRandomFailures_DoesEveryTaskOnceOrTellsThatItIsStopped() => Gen.Select(s_graphs, Gen.Int[0, 1_000_000], Gen.Int[0, 60]).Sample((graph, seed, failing) =>
    {
        var (order, random) = (new TaskOrder(graph), new Random(seed));
        var (done, begun, failed) = (new HashSet<string>(), new HashSet<string>(), new HashSet<string>());
        while (order.Ready(done, begun) is { Count: > 0 } ready)
        {
            Assert.All(ready, t => Assert.True(t.DependsOn.All(done.Contains) && !done.Contains(t.Id) && !begun.Contains(t.Id)));
            var task = ready[random.Next(ready.Count)];
            Assert.True(begun.Add(task.Id));
            (random.Next(100) < failing ? failed : done).Add(task.Id);
        }

        var stopped = order.Stopped(failed).Select(t => t.Id).ToArray();
        Assert.Equal(graph.Tasks.Select(t => t.Id).Order(), done.Concat(failed).Concat(stopped).Order());
    });

    [Fact]
    public void Ready_AnyGraph_HasTheLongestChainBehindItFirst() => s_graphs.Sample(graph =>
    {
        var ready = new TaskOrder(graph).Ready(new HashSet<string>(), new HashSet<string>()).Select(t => Behind(graph, t.Id)).ToArray();
        Assert.Equal(ready.OrderDescending(), ready);
    });

    [Fact]
    public void CriticalPath_AnyGraph_IsAChainAndNoneIsLonger() => Gen.Select(s_graphs, Gen.Double[0, 10].Array[14]).Sample((graph, weights) =>
    {
        var path = new TaskOrder(graph).CriticalPath(Weight);
        var tasks = graph.Tasks.ToDictionary(t => t.Id);
        Assert.All(path.Zip(path.Skip(1)), p => Assert.Contains(p.First, tasks[p.Second].DependsOn));
        Assert.Equal(graph.Tasks.Max(t => Longest(t)), path.Sum(id => Weight(tasks[id])), 6);

        double Weight(PlannedTask task) => weights[int.Parse(task.Id[1..], System.Globalization.CultureInfo.InvariantCulture)];
        double Longest(PlannedTask task) => Weight(task) + task.DependsOn.Select(d => Longest(tasks[d])).DefaultIfEmpty(0).Max();
    });

    [Fact]
    public void Cycles_DependencyTurnedRound_AreFoundAndRefused() => s_graphs.Where(g => g.Tasks.Any(t => t.DependsOn.Count > 0)).Sample(graph =>
    {
        var task = graph.Tasks.First(t => t.DependsOn.Count > 0);
        PlannedTask[] turned = [.. graph.Tasks.Select(t => t.Id == task.DependsOn[0] ? t with { DependsOn = [.. t.DependsOn, task.Id] } : t)];
        var cycles = TaskOrder.Cycles(turned);

        Assert.NotEmpty(cycles);
        Assert.All(cycles, cycle => Assert.All(cycle.Zip([.. cycle.Skip(1), cycle[0]]), p => Assert.Contains(p.Second, turned.First(t => t.Id == p.First).DependsOn)));
        Assert.Throws<ArgumentException>(() => new TaskOrder(new TaskGraph(turned)));
    });

    [Fact]
    public void Order_OfWhatIsNoGraph_IsRefused()
    {
        var task = new PlannedTask { Id = "a", Description = "d" };

        Assert.Throws<ArgumentException>(() => new TaskOrder(new TaskGraph([task, task with { Description = "e" }])));
        Assert.Throws<ArgumentException>(() => new TaskOrder(new TaskGraph([task with { DependsOn = ["b"] }])));
        Assert.Empty(new TaskOrder(new TaskGraph([])).CriticalPath(_ => 1));
    }

    private static int Behind(TaskGraph graph, string id) => 1 + graph.Tasks.Where(t => t.DependsOn.Contains(id)).Select(t => Behind(graph, t.Id)).DefaultIfEmpty(0).Max();
}
