using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Tasks;
using Mesh.Strategies.Plans;
using Mesh.Strategies.Plans.Records;

namespace Mesh.Strategies.Tests.Plans.Records;

/// <summary>A record that knows what was done to it in which order.</summary>
internal sealed class RecordInMemory : IPlanRecord
{
    private readonly Dictionary<string, KeptNode> _kept = [];

    public FoundClasses Found { get; } = new();

    /// <summary>What happened: <c>begin</c>, <c>keep</c>, <c>lose</c> or <c>restore</c>, and the path.</summary>
    public List<(string What, string Path)> Events { get; } = [];

    public IReadOnlyDictionary<string, KeptNode> Kept => _kept;

    /// <summary>Thrown where a node's answer is to be kept; null for nothing.</summary>
    public Func<Exception>? Refuses { get; init; }

    /// <summary>Nothing is kept of a node, as where its walk was ended before it was.</summary>
    public void Forget(string path) => _kept.Remove(path);

    public ValueTask<KeptNode?> FindAsync(string path)
    {
        if (_kept.TryGetValue(path, out var kept))
        {
            Events.Add(("restore", path));
        }

        return new ValueTask<KeptNode?>(kept);
    }

    public Task BeginAsync(string path, PlanCost most, CancellationToken cancellationToken) => DoneAsync("begin", path);

    public Task KeepAsync(string path, NodeAnswer answer, NodeReport report)
    {
        if (Refuses is { } refusal)
        {
            throw refusal();
        }

        // A second answer under one path would be a defect.
        _kept.Add(path, new KeptNode(answer, report));
        return DoneAsync("keep", path);
    }

    public Task LoseAsync(string path, NodeReport report) => DoneAsync("lose", path);

    public Task<T> AwayAsync<T>(Func<Task<T>> wait) => wait();

    private Task DoneAsync(string what, string path)
    {
        Events.Add((what, path));
        return Task.CompletedTask;
    }
}
