using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Grains.Router;
using Mesh.Grains.Tests.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Grains.Tests.Router;

public sealed class TaskLearningTests
{
    private const string Prompt = "Review the limitation clause of the lease for the tenant.";
    private static readonly TaskEntry[] s_own =
    [
        new()
        {
            Name = "legal",
            Examples = [.. new[] { "lease", "contract", "agreement", "licence", "warranty" }.SelectMany(thing => new[] { "limitation", "termination", "liability", "renewal" }.Select(clause => $"Review the {clause} clause of the {thing}."))],
        },
    ];

    private readonly TaskLearning _tasks = new(TimeProvider.System, NullLogger<TaskLearning>.Instance);

    [Fact]
    public async Task Classes_OfANewRevision_AreToldOnceTheyAreLearnedAndGoneWithTheNextOne()
    {
        var signals = _tasks.ReadyFor([]);
        Assert.NotEqual("legal", Read(signals));

        Assert.Same(signals, _tasks.ReadyFor(s_own));
        await _tasks.Learning;
        Assert.Equal("legal", Read(signals));

        _tasks.ReadyFor([]);
        await _tasks.Learning;
        Assert.NotEqual("legal", Read(signals));
    }

    [Fact]
    public async Task Revisions_InARow_EndWithTheNewest()
    {
        for (var i = 0; i < 20; i++)
        {
            _tasks.ReadyFor([s_own[0] with { Description = $"revision {i}" }]);
            _tasks.ReadyFor([]);
        }

        _tasks.ReadyFor(s_own);
        await _tasks.Learning;

        Assert.Equal("legal", Read(_tasks));
    }

    [Fact]
    public async Task Classes_ThatCannotBeLearned_LeaveThoseBeforeThem()
    {
        _tasks.ReadyFor(s_own);
        await _tasks.Learning;

        _tasks.ReadyFor([.. Enumerable.Range(0, TaskClasses.MostOwn + 1).Select(i => new TaskEntry { Name = $"own{i}", Examples = ["word"] })]);
        await _tasks.Learning;

        Assert.Equal("legal", Read(_tasks));
    }

    private static string Read(Mesh.Routing.Signals.Tasks.ITaskSignals signals) =>
        signals.Read(new ChatRequest { Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart(Prompt)] }] }, Prompt).Task;
}
