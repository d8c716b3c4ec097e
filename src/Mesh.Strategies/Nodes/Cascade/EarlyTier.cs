using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Cascade;

/// <summary>A tier that was begun while the one before it still answers.</summary>
internal sealed class EarlyTier : IAsyncDisposable
{
    private readonly CancellationTokenSource _ends;
    private readonly Task<HeldAnswer> _answer;

    public EarlyTier(PlanRun run, int at, Func<CancellationToken, Task<HeldAnswer>> read, CancellationToken cancellationToken)
    {
        At = at;
        _ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, run.Token);
        _answer = run.Start(_ => read(_ends.Token));
    }

    /// <summary>Which one it is.</summary>
    public int At { get; }

    /// <summary>Its whole answer.</summary>
    public Task<HeldAnswer> Answer => _answer;

    /// <summary>Ends it, and waits until it has.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ends.CancelAsync();
        await ((Task)_answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ends.Dispose();
    }
}
