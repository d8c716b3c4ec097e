using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Routing;
using Mesh.Grains.Draining;
using Mesh.Grains.Plans;
using Mesh.Grains.Router;
using Mesh.Grains.Telemetry;
using Mesh.Routing.Snapshots;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;

namespace Mesh.Grains.Turns;

/// <summary>An answer under way to its caller. Disposing it ends the upstream call and closes the account.</summary>
public sealed class Turn : IAsyncDisposable
{
    private readonly TurnDeadline _deadline;
    private readonly RequestPlan? _plan;
    private readonly MeshView _view;
    private readonly MeshInstruments _instruments;
    private readonly MeshRouter _router;
    private readonly ServedRequest _served;
    private readonly bool _streamed;
    private string? _failed;
    private long _frames;
    private bool _ended;
    private int _disposed;

    internal Turn(PlanAnswer answer, RequestPlan? plan, MeshView view, TurnDeadline deadline, MeshInstruments instruments, MeshRouter router, ServedRequest served, bool streamed) =>
        (Answer, _plan, _view, _deadline, _instruments, _router, _served, _streamed) = (answer, plan, view, deadline, instruments, router, served, streamed);

    /// <summary>The plan's answer: decision, attempt, attempts before it.</summary>
    public PlanAnswer Answer { get; }

    /// <summary>What the nodes of its plan have done so far; null where one model, or none, was asked for it.</summary>
    public NodeReport? Plan => _plan?.Report();

    /// <summary>The kind of node that its plan begins with; null likewise.</summary>
    public string? PlanKind => _plan is { HasBegun: true } plan ? plan.Entry.Kind : null;

    /// <summary>Time since the request came in.</summary>
    public TimeSpan Elapsed => _deadline.Elapsed;

    /// <summary>Time that the request has left; negative when it is over.</summary>
    public TimeSpan Remaining => _deadline.Remaining;

    /// <summary>What it has taken so far; final once the frames are read to their end.</summary>
    public AttemptAccount Account => Answer.Account;

    /// <summary>All frames in order, once.</summary>
    /// <exception cref="MeshException">interrupted or deadline_exceeded: the answer broke off; unavailable: so did one that is told whole, by the silo's drain.</exception>
    public async IAsyncEnumerable<ContentFrame> ReadAsync()
    {
        await using var frames = Answer.ReadAsync().GetAsyncEnumerator(CancellationToken.None);
        while (await NextAsync(frames))
        {
            var frame = frames.Current;
            _frames = frame is TakeOverFrame { Kind: OnInterruption.Restart } ? 0 : frame.IsKeepAlive || frame is TakeOverFrame ? _frames : _frames + frame.Parts;
            yield return frame;
        }

        _ended = true;
    }

    /// <summary>The caller has not taken what was written to it for too long; the answer is counted as broken off by that.</summary>
    public void CallerStalled() => _failed ??= Remaining > TimeSpan.Zero ? ErrorTypes.SlowReader : MeshErrorStatus.For(MeshErrorCode.DeadlineExceeded).Name;

    /// <summary>How far it has got.</summary>
    /// <param name="characters">Characters that have left, where the door has read them; null for what is known without it.</param>
    public Interruption SoFar(long? characters = null)
    {
        var account = Account;
        return new Interruption
        {
            DecisionId = Answer.Decision.Id,
            Endpoint = Answer.Attempt.Endpoint,
            Attempt = Answer.Attempts,
            DeliveredFrames = _frames,
            DeliveredCharacters = characters ?? Answer.DeliveredCharacters,
            Usage = account.Usage,
            CostUsd = account.CostUsd,
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        try
        {
            await Answer.DisposeAsync();
        }
        finally
        {
            Close();
            _deadline.Dispose();
        }
    }

    private void Close()
    {
        // A caller that stays and yet stops reading had a frame that could not be read.
        var error = _failed ?? (_ended ? null : _deadline.CallerGone ? ErrorTypes.Cancelled : MeshErrorStatus.For(MeshErrorCode.Interrupted).Name);
        _router.Ended(Answer.Decision, _served, Answer.Attempt.Model, Answer.Attempt.Endpoint, Outcomes.Of(Answer, error, Elapsed) with { Plan = Plan });
        if (error is null && Answer.Decision.Source is not (AnswerSource.Model or AnswerSource.Plan))
        {
            _instruments.Cache.Saved(Answer.Decision.Route, Answer.Attempt.Model, Account.Usage, Answer.SavedUsd);
        }
        else if (error is null && _view.Endpoints.GetValueOrDefault(Answer.Attempt.Endpoint) is { } served)
        {
            _instruments.Ended(Operations.Chat, Answer.Decision, served, Elapsed);
        }
        else if (error is not null)
        {
            _instruments.Aborted(Operations.Chat, Answer.Attempt.Model, error, Elapsed);
        }
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<ContentFrame> frames)
    {
        try
        {
            return await frames.MoveNextAsync();
        }
        catch (EndpointException e) when (!_deadline.Passed && !_deadline.IsCut)
        {
            _failed ??= MeshErrorStatus.For(MeshErrorCode.Interrupted).Name;
            throw Interrupted(e);
        }
        catch (Exception e) when (_deadline.IsCut && e is OperationCanceledException or EndpointException)
        {
            _failed ??= ErrorTypes.Draining;
            throw new MeshException(CutOff(), e);
        }
        catch (Exception e) when (_deadline.Passed && e is OperationCanceledException or EndpointException)
        {
            _failed ??= MeshErrorStatus.For(MeshErrorCode.DeadlineExceeded).Name;
            throw new MeshException(_deadline.Exceeded(Answer.Decision).Error with { Interruption = SoFar() }, e);
        }
    }

    // Of an answer that is told whole, nothing has left.
    private MeshError CutOff() => !_streamed ? SiloState.CutOff().Error : SiloState.CutOff().Error with
    {
        Code = MeshErrorCode.Interrupted,
        Message = "The answer broke off: this silo stops and could wait no longer. Ask another one for a whole answer; nothing was kept.",
        Interruption = SoFar(),
    };

    private MeshException Interrupted(EndpointException e)
    {
        var alone = Answer.NotTakenOver is { } why ? $" No other endpoint took over: {why}." : "";
        return new MeshException(
            e.Error with
            {
                Code = MeshErrorCode.Interrupted,
                Reason = "answer_broken",
                Message = $"The answer broke off: {e.Error.Message}{alone} Ask again for a whole one; nothing was kept.",
                Interruption = SoFar(),
            },
            e);
    }
}
