using Mesh.Contracts.Access;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Routing;
using Mesh.Contracts.Tasks;
using Mesh.Grains.Tasks;
using Mesh.Strategies.Plans;

namespace Mesh.Grains.Tests.Tasks;

public sealed class TaskHistoryTests
{
    private readonly TaskHistory _history = new();
    private long _number;

    public TaskHistoryTests() => Add(new TaskSubmitted(new TaskSubmission
    {
        Id = "t",
        Hash = "h",
        Caller = CallerIdentity.Loopback,
        Query = new RouteQuery { Target = "r" },
        Chat = new ChatRequest { Messages = [] },
        Plan = new SingleEntry { Candidates = ["m"] },
    }));

    [Fact]
    public void Call_ThatASilosEndInterrupts_IsBookedByTheMostThatItCanHaveTaken()
    {
        Add(new TaskTakenUp("a", 1), new TaskNodeBegun("x", 0.5m, 900), new TaskTakenUp("b", 2));

        Assert.Equal(new PlanCost(0.5m, 900), _history.Spent);
        Assert.Equal((1, 0.5m, 0m), (Summary.Unmetered, Summary.UnmeteredUsd, Summary.CostUsd));
        Assert.Equal(("x", "interrupted"), (_history.Lost[0].Path, _history.Lost[0].Report.Error));
    }

    [Fact]
    public void Call_WhoseAnswerIsKept_IsBookedByWhatItTook_AndTheNodeAboveItByNothing()
    {
        Add(new TaskTakenUp("a", 1), new TaskNodeBegun("x/y", 0.5m, 900), Kept("x/y", 0.2m), Kept("x", 0.2m), new TaskTakenUp("b", 2));

        Assert.Equal(0.2m, _history.Spent.Usd);
        Assert.Equal((0, 2), (Summary.Unmetered, Summary.NodesKept));
        Assert.Equal("x/y", Assert.Single(_history.Calls).Path);
    }

    [Fact]
    public void Call_ThatFailed_IsBookedByWhatItTook()
    {
        Add(new TaskTakenUp("a", 1), new TaskNodeBegun("x", 0.5m, 900), new TaskNodeLost("x", Report(0.1m)), new TaskNodeBegun("x", 0.5m, 900), Kept("x", 0.2m), new TaskTakenUp("b", 2));

        Assert.Equal(0.3m, _history.Spent.Usd);
        Assert.Equal((2, 0), (_history.Attempts("x"), Summary.Unmetered));
    }

    [Fact]
    public void Plan_OfOneLeaf_IsBookedByWhatItTookAtItsEnd()
    {
        Add(new TaskTakenUp("a", 1), new TaskNodeBegun("", 0.5m, 900), new TaskTakenUp("b", 2), new TaskNodeBegun("", 0.5m, 900));
        Add(new TaskEnded(TaskState.Done) { Report = Report(0.3m) with { Nodes = [Report(0.1m)] } });

        Assert.Equal((1, 0.2m, 0.7m), (Summary.Unmetered, Summary.CostUsd, _history.Spent.Usd));
    }

    [Fact]
    public void Classes_ThatWereFound_HoldForLaterWalks()
    {
        Add(new TaskTakenUp("a", 1), Kept("x", 0) with { Found = ["private"] });

        Assert.Equal(["private"], _history.Found);
    }

    private TaskSummary Summary => _history.Summary(runs: false);

    private static TaskNodeKept Kept(string path, decimal usd) => new(path, new NodeAnswer { Events = [new TextDelta(0, "yes")], Model = "m", Endpoint = "e" }, Report(usd));

    private static NodeReport Report(decimal usd) => new() { Kind = "single", State = NodeState.Done, CostUsd = usd };

    private void Add(params TaskEvent[] events)
    {
        foreach (var said in events)
        {
            _history.Add(said with { Number = ++_number });
        }
    }
}
