using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Endpoints;

namespace Mesh.Strategies.Failover;

/// <summary>
/// An answer whose first content frame is here: from now on no other endpoint can take over unseen. One that does, stands behind a
/// <see cref="TakeOverFrame"/>.
/// </summary>
public sealed class EndpointAnswer : PlanAnswer
{
    private readonly FailoverRun _run;
    private readonly Resumption? _resumption;
    private OpenAttempt _open;
    private AttemptAccount? _before;
    private TakeOverFrame? _takeOver;

    internal EndpointAnswer(RouteDecision decision, FailoverRun run, OpenAttempt open, Resumption? resumption) =>
        (Decision, _run, _open, _resumption) = (decision, run, open, resumption);

    /// <inheritdoc/>
    public override RouteDecision Decision { get; }

    /// <inheritdoc/>
    public override IEndpointAttempt Attempt => _open.Attempt;

    /// <inheritdoc/>
    public override int Attempts => _run.Failed.Count + 1;

    /// <inheritdoc/>
    public override IReadOnlyList<string> FallbackFrom => _run.FallbackFrom;

    /// <inheritdoc/>
    public override IReadOnlyList<FailedAttempt> Failed => _run.Failed;

    /// <inheritdoc/>
    public override AttemptAccount Account => _before is { } before ? before.Plus(Attempt.Account) : Attempt.Account;

    /// <inheritdoc/>
    public override long? DeliveredCharacters => _resumption is { Delivered.Barrier: null } read ? read.Delivered.Characters : null;

    /// <inheritdoc/>
    public override string? NotTakenOver => _resumption?.Refusal;

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ContentFrame> ReadAsync()
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
    public override ValueTask DisposeAsync() => _open.DisposeAsync();

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
