using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Endpoints;

namespace Mesh.Strategies.Failover;

/// <summary>
/// An answer whose first content frame is here: from now on no other endpoint can take over unseen. One that does, stands behind a
/// <see cref="TakeOverFrame"/>.
/// </summary>
public sealed class PlanAnswer : IAsyncDisposable
{
    private readonly FailoverRun _run;
    private readonly Resumption? _resumption;
    private OpenAttempt _open;
    private AttemptAccount? _before;
    private TakeOverFrame? _takeOver;

    internal PlanAnswer(RouteDecision decision, FailoverRun run, OpenAttempt open, Resumption? resumption) =>
        (Decision, _run, _open, _resumption) = (decision, run, open, resumption);

    /// <summary>The decision that led here.</summary>
    public RouteDecision Decision { get; }

    /// <summary>The attempt that answers.</summary>
    public IEndpointAttempt Attempt => _open.Attempt;

    /// <summary>How many attempts it took, this one included.</summary>
    public int Attempts => _run.Failed.Count + 1;

    /// <summary>The endpoints that failed before.</summary>
    public IReadOnlyList<string> FallbackFrom => _run.FallbackFrom;

    /// <summary>What is known of them.</summary>
    public IReadOnlyList<FailedAttempt> Failed => _run.Failed;

    /// <summary>What all attempts of which a part left for the caller have taken; final once the frames are read to their end.</summary>
    public AttemptAccount Account => _before is { } before ? before.Plus(Attempt.Account) : Attempt.Account;

    /// <summary>Characters of text that have left, in UTF-16 units; null where nobody had to read them.</summary>
    public long? DeliveredCharacters => _resumption is { Delivered.Barrier: null } read ? read.Delivered.Characters : null;

    /// <summary>Why nobody took over an answer that broke off; null when route and caller did not agree on that.</summary>
    public string? NotTakenOver => _resumption?.Refusal;

    /// <summary>All frames in order, once.</summary>
    /// <exception cref="EndpointException">The answer broke off.</exception>
    public async IAsyncEnumerable<ContentFrame> ReadAsync()
    {
        do
        {
            if (_takeOver is { } told)
            {
                _takeOver = null;
                yield return told;
            }

            foreach (var frame in _open.Head)
            {
                _resumption?.Delivered.Take(frame);
                yield return frame;
            }

            while (await NextAsync())
            {
                _resumption?.Delivered.Take(_open.Rest.Current);
                yield return _open.Rest.Current;
            }
        }
        while (_takeOver is not null);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _open.DisposeAsync();

    private async ValueTask<bool> NextAsync()
    {
        try
        {
            return await _open.Rest.MoveNextAsync();
        }
        catch (EndpointException e) when (_resumption is not null)
        {
            if (!await IsTakenOverAsync(_resumption, e))
            {
                throw;
            }

            return false;
        }
    }

    private async Task<bool> IsTakenOverAsync(Resumption resumption, EndpointException failure)
    {
        var broken = _open;
        var account = Account;
        if (await resumption.TryAsync(broken.Attempt, failure) is not var (open, frame))
        {
            return false;
        }

        (_open, _takeOver, _before) = (open, frame, account);
        await broken.DisposeAsync();
        return true;
    }
}
