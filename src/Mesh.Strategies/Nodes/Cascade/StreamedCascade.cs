using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Cascade;

/// <summary>
/// A cascade whose first tier is seen while it is not accepted yet: its text leaves at once, its end once it is accepted. Where it is not, the caller is told once
/// that the answer begins anew; tiers after it are held.
/// </summary>
internal sealed class StreamedCascade : PlanAnswer
{
    private readonly CascadeRun _run;
    private readonly ChosenTier _first;
    private PlanAnswer _current;
    private long _characters;

    private StreamedCascade(CascadeRun run, ChosenTier first) => (_run, _first, _current) = (run, first, first.Answer);

    public override RouteDecision Decision => _current.Decision;

    public override IEndpointAttempt Attempt => _current.Attempt;

    public override int Attempts => _current.Attempts;

    public override IReadOnlyList<string> FallbackFrom => _current.FallbackFrom;

    public override IReadOnlyList<FailedAttempt> Failed => _current.Failed;

    public override AttemptAccount Account => _current.Account;

    public override decimal SavedUsd => _current.SavedUsd;

    public override double? Confidence => ReferenceEquals(_current, _first.Answer) ? _run.Sure : _current.Confidence;

    /// <summary>Begins with the first tier that answers.</summary>
    public static async Task<PlanAnswer> BeginAsync(CascadeRun run)
    {
        for (var at = 0; at < run.Last; at++)
        {
            try
            {
                return new StreamedCascade(run, new ChosenTier(at, await run.AskAsync(at)));
            }
            catch (Exception e) when (run.MayMove(e))
            {
                run.Failed(at, e);
            }
        }

        return (await run.FromAsync(run.Last)).Answer;
    }

    public override async IAsyncEnumerable<ContentFrame> ReadAsync()
    {
        var (said, kept) = (new TierText(), new List<ContentFrame>());
        var watch = _run.Doubts(_first.At);
        Exception? failure = null;
        await using (var frames = _first.Answer.ReadAsync().GetAsyncEnumerator(CancellationToken.None))
        {
            while (true)
            {
                (var more, failure) = await NextAsync(frames);
                if (!more)
                {
                    break;
                }

                if (Passes(frames.Current, said, kept))
                {
                    yield return TierAnswer.Shown(frames.Current, _run.LogprobsWanted);
                }

                if (said.Whole.Characters > HeldAnswer.MostCharacters)
                {
                    failure = HeldAnswer.TooLong();
                    break;
                }

                _run.Watch(_first.At, watch, said);
            }
        }

        await _first.Answer.DisposeAsync();
        if (await EndAsync(said, failure) is { } next)
        {
            var from = _current.Attempt.Endpoint;
            _current = next.Answer;
            yield return new TakeOverFrame
            {
                Kind = OnInterruption.Restart,
                From = from,
                To = _current.Attempt.Endpoint,
                Reason = failure is null ? "not_accepted" : NodeFailures.Reason(failure) ?? "internal",
                Attempt = next.At + 1,
                Characters = _characters,
            };
            await foreach (var frame in _current.ReadAsync())
            {
                yield return frame;
            }

            yield break;
        }

        _run.Given(_first, said.Whole);
        foreach (var frame in kept)
        {
            yield return TierAnswer.Shown(frame, _run.LogprobsWanted);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await _first.Answer.DisposeAsync();
        }
        finally
        {
            try
            {
                await _current.DisposeAsync();
            }
            finally
            {
                await _run.DisposeAsync();
            }
        }
    }

    // What ends an answer, or calls a tool, is kept until it is accepted: nobody can take it back.
    private bool Passes(ContentFrame frame, TierText said, List<ContentFrame> kept)
    {
        if (frame is TakeOverFrame || frame.IsKeepAlive)
        {
            if (frame is TakeOverFrame { Kind: OnInterruption.Restart })
            {
                said.Clear();
                kept.Clear();
                _characters = 0;
            }

            return true;
        }

        var plain = said.Hear(frame);
        if (!plain || kept.Count > 0)
        {
            kept.Add(frame);
            return false;
        }

        _characters = said.Whole.TextLength;
        return true;
    }

    // The tier that takes over; null where the first one stays.
    private async Task<ChosenTier?> EndAsync(TierText said, Exception? failure)
    {
        if (failure is not null)
        {
            _run.Failed(_first.At, failure);
        }
        else
        {
            said.Reported = _first.Answer.Confidence;
            if (await _run.IsAcceptedAsync(_first.At, said, _first.Answer))
            {
                await _run.DisposeAsync();
                _run.Choose(_first, _run.Sure);
                return null;
            }
        }

        var chosen = await _run.FromAsync(_first.At + 1);
        return chosen.At == _first.At ? null : chosen;
    }

    private async ValueTask<(bool More, Exception? Failure)> NextAsync(IAsyncEnumerator<ContentFrame> frames)
    {
        try
        {
            return (await frames.MoveNextAsync(), null);
        }
        catch (Exception e) when (_run.MayMove(e))
        {
            return (false, e);
        }
    }
}
