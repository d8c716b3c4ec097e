using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Endpoints;

namespace Mesh.Strategies.Failover;

/// <summary>
/// One request's way through its decision's candidates. A gate's refusal costs nothing, and the third one ends it. The first move after a transport failure
/// is free, once; every other one is paid from the budget. Two endpoints that fail in the same way end it. Who was out for a while when
/// the request was decided is looked at again once the others have failed. Not thread-safe.
/// </summary>
internal sealed class FailoverRun(RouteDecision decision, RetryBudget budget, Action<RetryKind> told, Func<string, bool>? mayServe = null)
{
    // They tell of an endpoint or its account, so that two of them say nothing of the request.
    private static readonly string[] s_endpointsOwn = ["unreachable", "rate_limited", "quota_spent", "credentials", "model_missing"];

    private readonly List<FailedAttempt> _failed = [];
    private EndpointException? _last;
    private EndpointException? _unpaid;
    private int _next;
    private int _reached;
    private int _refusals;
    private bool _freeMoveTaken;
    private string? _stopped;

    /// <summary>Those that failed, in order.</summary>
    public IReadOnlyList<FailedAttempt> Failed => _failed;

    /// <summary>Their endpoints.</summary>
    public IReadOnlyList<string> FallbackFrom => _failed.Count == 0 ? [] : [.. _failed.Where(f => f.Failure is not null).Select(f => f.Endpoint)];

    /// <summary>Asks the next candidates in order until one answers.</summary>
    /// <param name="ask">Asks one endpoint.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="model">Asks endpoints of this model only; null for any.</param>
    /// <exception cref="MeshException">Nobody answered; holds each attempt's reason.</exception>
    public async Task<T> AskAsync<T>(Func<string, Task<T>> ask, CancellationToken cancellationToken, string? model = null)
    {
        while (_stopped is null && Next(model) is { } endpoint && Pays(endpoint))
        {
            try
            {
                _reached++;
                return await ask(endpoint);
            }
            catch (EndpointException e)
            {
                // A transport may report the caller's going away as its own fault.
                cancellationToken.ThrowIfCancellationRequested();
                Take(endpoint, e);
            }
        }

        throw Error();
    }

    /// <summary>Takes in that an answer broke off after its first content, and says whether another attempt may be paid.</summary>
    /// <param name="broken">The attempt.</param>
    /// <param name="failure">How it broke off.</param>
    /// <param name="kind">What is to happen.</param>
    /// <param name="model">The model that must go on; null for any.</param>
    public bool MayResume(IEndpointAttempt broken, EndpointException failure, RetryKind kind, string? model)
    {
        Take(broken.Endpoint, failure, broken.Account);
        _unpaid = null;

        // Somebody took it since: those who refused it before say nothing of who goes on.
        _refusals = 0;
        if (_stopped is not null || IsSpent || !HasNext(model))
        {
            return false;
        }

        var paid = budget.TrySpend();
        told(paid ? kind : RetryKind.RefusedBudget);
        return paid;
    }

    /// <summary>Whether the next candidate serves the model that is being asked and may be asked beside it.</summary>
    public bool HasPeer =>
        _next > 0 && _next < decision.Eligible && !IsSpent
        && decision.Candidates[_next] is { Suspect: false } next && next.Model == decision.Candidates[_next - 1].Model;

    /// <summary>Takes the next candidate, to be asked beside the one that is.</summary>
    public string TakePeer()
    {
        _reached++;
        return decision.Candidates[_next++].Endpoint;
    }

    /// <summary>The one that was asked beside has failed.</summary>
    public void TakePeer(string endpoint, EndpointException failure)
    {
        Take(endpoint, failure);
        _unpaid = null;
    }

    private bool IsSpent => _reached >= FailoverLoop.MaxAttempts || _refusals >= FailoverLoop.MaxRefusals;

    private string? Next(string? model) => !IsSpent && HasNext(model) ? decision.Candidates[_next++].Endpoint : null;

    // Goes on to it.
    private bool HasNext(string? model)
    {
        while (_next < decision.Candidates.Count && !MayBeAsked(_next, model))
        {
            _next++;
        }

        return _next < decision.Candidates.Count;
    }

    // The decision may be seconds old by now. Those that are full have others waiting for them.
    private bool MayBeAsked(int place, string? model)
    {
        var candidate = decision.Candidates[place];
        return (model is null || candidate.Model == model)
            && (place < decision.Eligible || (_last is not null && IsPassing(candidate.Excluded) && mayServe?.Invoke(candidate.Endpoint) == true));
    }

    private static bool IsPassing(Exclusion excluded) =>
        excluded is Exclusion.Unhealthy or Exclusion.Slow or Exclusion.CoolingDown or Exclusion.Gone or Exclusion.NotReady;

    // Once a failure is paid for, refusals on the way to the next endpoint that lets the request in are not paid again.
    private bool Pays(string endpoint)
    {
        if (_unpaid is not { } failure)
        {
            return true;
        }

        _unpaid = null;
        if (failure.IsTransport && !_freeMoveTaken)
        {
            _freeMoveTaken = true;
            told(RetryKind.Free);
            return true;
        }

        var paid = budget.TrySpend();
        told(paid ? RetryKind.Paid : RetryKind.RefusedBudget);
        if (!paid)
        {
            _failed.Add(new FailedAttempt(endpoint, "not asked, the retry budget is spent", Refused: true));
            _stopped = "Other endpoints were not asked: the retry budget is spent.";
        }

        return paid;
    }

    private void Take(string endpoint, EndpointException failure, AttemptAccount? account = null)
    {
        var refused = failure is { FailureClass: null, Error.Code: MeshErrorCode.NoCapacity };
        _failed.Add(new FailedAttempt(endpoint, failure.Error.Reason, refused) { Failure = failure, Account = account });
        if (refused)
        {
            _reached--;
            _refusals++;
            return;
        }

        (_last, _unpaid) = (failure, failure);
        if (!failure.MayMove)
        {
            _stopped = "";
        }
        else if (Twin(failure) is { } twin)
        {
            twin.Retract();
            failure.Retract();
            told(RetryKind.Poison);
            _stopped = "Two endpoints failed in the same way, so that the request is taken for the cause and nobody else was asked.";
        }
    }

    private EndpointException? Twin(EndpointException failure) => failure.FailureClass is not { } kind || s_endpointsOwn.Contains(kind)
        ? null
        : _failed.SkipLast(1).Select(f => f.Failure).FirstOrDefault(f => f?.FailureClass == kind);

    // The last word is that of the last endpoint that was reached; what the others said stands beside it.
    private MeshException Error()
    {
        string[] attempts = [.. _failed.Select(f => $"{f.Endpoint}: {f.Reason}")];
        if (_last is { } last)
        {
            var message = string.IsNullOrEmpty(_stopped) ? last.Error.Message : $"{last.Error.Message} {_stopped}";
            return new MeshException(last.Error with { Attempts = attempts, Message = message }, last);
        }

        // It may wait for a place and be served then: counted each time, it would pay for others' moves more than once.
        budget.Uncount();
        return new MeshException(
            new MeshError
            {
                Code = MeshErrorCode.NoCapacity,
                Reason = "overloaded",
                Message = "Every candidate is full or failing; each one's reason is in 'attempts'.",
                RetryAfter = _failed.Min(f => f.Failure?.Error.RetryAfter),
                Attempts = attempts,
            },
            _failed.LastOrDefault()?.Failure);
    }
}
