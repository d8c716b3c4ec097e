using Mesh.Contracts.Chat;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Ensemble;

/// <summary>Members that answer at once. Disposing it ends those who still do, and waits for their ends.</summary>
internal sealed class MemberRound : IAsyncDisposable
{
    private readonly CancellationTokenSource _ends;
    private readonly List<Task<Ballot>> _all;
    private readonly List<Task<Ballot>> _out;
    private readonly List<Ballot> _came = [];
    private Task? _patience;
    private bool _disposed;

    /// <summary>Asks them.</summary>
    /// <param name="scope">The ensemble's place.</param>
    /// <param name="voters">Who is asked, with what each may spend.</param>
    /// <param name="task">What each is asked.</param>
    /// <param name="prefix">Stands before their places in reports.</param>
    /// <param name="within">How long each may take.</param>
    /// <param name="maxWait">After what time those count that have come; null for never.</param>
    /// <param name="cancellationToken">Ends them.</param>
    public MemberRound(
        PlanScope scope, IReadOnlyList<(Voter Voter, PlanBudget Budget)> voters, Func<Voter, ChatTask> task, string prefix, TimeSpan within, TimeSpan? maxWait, CancellationToken cancellationToken)
    {
        _ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _all = [.. voters.Select(v => scope.Run.Start(_ => AskAsync(scope, v.Voter, prefix, task(v.Voter), v.Budget, within, _ends.Token)))];
        _out = [.. _all];
        _patience = maxWait is { } wait ? Task.Delay(wait, scope.Run.Time, _ends.Token) : null;
    }

    /// <summary>Those who came, by their places.</summary>
    public IReadOnlyList<Ballot> Came => [.. _came.OrderBy(b => b.Voter.Number)];

    /// <summary>How many are still out.</summary>
    public int Out => _out.Count;

    /// <summary>Whether those who are still out have had their time.</summary>
    public bool HasWaited { get; private set; }

    /// <summary>Waits for the next one to come, or for the time to be over.</summary>
    /// <exception cref="Contracts.Errors.MeshException">One says that the request itself is at fault.</exception>
    public async Task NextAsync()
    {
        var next = await Task.WhenAny(_patience is { } patience ? [.. _out, patience] : _out);
        if (next is Task<Ballot> come)
        {
            _out.Remove(come);
            _came.Add(await come);
        }
        else
        {
            await next;
            (_patience, HasWaited) = (null, true);
        }
    }

    /// <summary>Ends those who are still out.</summary>
    public Task StopAsync() => _ends.CancelAsync();

    /// <summary>Waits until all have ended.</summary>
    public async Task EndedAsync() => await Task.WhenAll(_all.Cast<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    public async ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            _disposed = true;
            await StopAsync();
            await EndedAsync();
            _ends.Dispose();
        }
    }

    private static async Task<Ballot> AskAsync(PlanScope scope, Voter voter, string prefix, ChatTask task, PlanBudget budget, TimeSpan within, CancellationToken cancellationToken)
    {
        try
        {
            return new Ballot(voter, await scope.ReadAsync(voter.Node, prefix + voter.Place, task, cancellationToken, budget, within), null);
        }
        catch (Exception e) when (NodeFailures.MayMove(e) && !cancellationToken.IsCancellationRequested)
        {
            return new Ballot(voter, null, e);
        }
    }
}
