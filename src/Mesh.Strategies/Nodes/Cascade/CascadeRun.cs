using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Routing.Signals.Rules;
using Mesh.Strategies.Answers;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Cascade;

/// <summary>One walk through the tiers of a cascade.</summary>
/// <param name="route">Its route.</param>
/// <param name="entry">What was written.</param>
/// <param name="tiers">Its tiers.</param>
/// <param name="task">The request.</param>
/// <param name="scope">Its place in the plan.</param>
/// <param name="cancellationToken">Ends it.</param>
internal sealed class CascadeRun(string route, CascadeEntry entry, TierNode[] tiers, ChatTask task, PlanScope scope, CancellationToken cancellationToken) : IAsyncDisposable
{
    // What a last tier that begins early may spend of what is left then.
    private const double EarlyPart = 0.5;

    private readonly TierNeed?[] _needs = new TierNeed?[tiers.Length];
    private readonly List<(string Place, Exception Failure)> _failures = [];
    private readonly List<string> _notes = [];
    private readonly bool _logprobsWanted = task.Request.Settings.Logprobs == true;
    private readonly WalkRecord? _record = scope.Run.RecordsWalks && entry.Gains is null ? new WalkRecord(entry.Label is { } label ? $"{route}/{label}" : route, entry.Audit > 0 && scope.Run.Draw() < entry.Audit, task) : null;
    private (ChosenTier Tier, double Confidence)? _best;
    private EarlyTier? _early;
    private RequestFacts? _facts;

    /// <summary>The last tier's place.</summary>
    public int Last => tiers.Length - 1;

    /// <summary>Whether the caller asked for log-probabilities.</summary>
    public bool LogprobsWanted => _logprobsWanted;

    /// <summary>The error of a walk on which every tier that was asked failed.</summary>
    public Exception Failure() => NodeFailures.Joined(_failures);

    /// <summary>Whether the walk may go on after a failure.</summary>
    public bool MayMove(Exception e) => NodeFailures.MayMove(e) && !cancellationToken.IsCancellationRequested;

    /// <summary>The first tier from one on whose answer is accepted; where those that are left fail, the best answer so far.</summary>
    public async Task<ChosenTier> FromAsync(int first)
    {
        try
        {
            for (var at = first; at < tiers.Length; at++)
            {
                try
                {
                    if (await TryAsync(at) is { } chosen)
                    {
                        return chosen;
                    }
                }
                catch (Exception e) when (MayMove(e))
                {
                    Failed(at, e);
                }
            }

            return Best();
        }
        finally
        {
            await DisposeAsync();
        }
    }

    /// <summary>Asks a tier; its answer comes as it is given, and has the tier's part of the time to its end.</summary>
    public Task<PlanAnswer> AskAsync(int at)
    {
        var (budget, within) = Limits(at);
        return scope.AskAsync(tiers[at].Node, tiers[at].Place, Asked(at), cancellationToken, budget, within, toItsEnd: true);
    }

    /// <summary>Asks a tier and reads its answer to its end.</summary>
    public Task<HeldAnswer> ReadAsync(int at) => ReadAsync(at, null, cancellationToken);

    /// <summary>A tier cannot answer.</summary>
    public void Failed(int at, Exception e)
    {
        _failures.Add((tiers[at].Place, e));
        Note($"{tiers[at].Place} failed: {NodeFailures.Reason(e)}");
    }

    /// <summary>Adds to what the report tells.</summary>
    public void Note(string note)
    {
        _notes.Add(note);
        scope.Trace.Note(string.Join("; ", _notes));
    }

    /// <summary>Looks at what a tier has said so far; begins the next one where it shows doubt.</summary>
    /// <param name="at">The tier.</param>
    /// <param name="watch">What was seen of it; null where nothing is begun early.</param>
    /// <param name="said">What it has said.</param>
    public void Watch(int at, DoubtWatch? watch, TierText said)
    {
        if (watch is null || _early is not null || !watch.Doubts(said))
        {
            return;
        }

        Note($"{tiers[at + 1].Place} begun early");
        _early = new EarlyTier(scope.Run, at + 1, token => ReadAsync(at + 1, null, token, EarlyBudget(at + 1)), cancellationToken);
    }

    /// <summary>Looks for doubt in a tier's answer; null where the next tier does not begin early.</summary>
    public DoubtWatch? Doubts(int at) => entry.StartEarly && at < Last ? new DoubtWatch() : null;

    /// <summary>Whether a tier's whole answer is good enough; it is remembered where it is not.</summary>
    public async Task<bool> IsAcceptedAsync(int at, TierText said, PlanAnswer answer)
    {
        var accept = tiers[at].Accept!;
        var least = Least(accept);
        var (budget, within) = Limits(at);
        var judge = new TierJudge(tiers[at], task, scope, budget, within);
        var judged = await judge.JudgeAsync(said, least, cancellationToken);
        var sure = judged.Value ?? 0;
        var enough = judged.Value is not null && sure >= least - Rounding;
        var accepted = enough && _record is not { Audited: true };
        _record?.Judged(at, answer, said.Whole, judged, enough, judge.Features(said));
        Note($"{tiers[at].Place} {(accepted ? "accepted" : enough ? "sure enough, and audited" : "not accepted")}: {TierWords.Of(judged, least)}");
        if (accepted || _best is null || sure > _best.Value.Confidence)
        {
            _best = (new ChosenTier(at, answer), sure);
        }

        return accepted;
    }

    /// <summary>The best answer so far, for those who have it already.</summary>
    public ChosenTier Choose(ChosenTier tier, double? confidence)
    {
        tier.Answer.Use();
        if (confidence is { } sure)
        {
            scope.Trace.Sure(sure);
        }

        return tier with { Answer = new TierAnswer(tier.Answer, confidence, _logprobsWanted, _record is null ? null : whole => Given(tier, whole)) };
    }

    /// <summary>The caller has the whole answer.</summary>
    public void Given(ChosenTier tier, AnswerBuilder whole)
    {
        if (_record is not null)
        {
            scope.Run.Walked(_record.Given(tier.At, tier.Answer, whole, scope.Trace));
        }
    }

    /// <summary>The confidence of the best answer so far.</summary>
    public double? Sure => _best?.Confidence;

    /// <summary>Ends a tier that was begun early and is not needed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_early is { } early)
        {
            _early = null;
            await early.DisposeAsync();
        }
    }

    // Confidence is made of logarithms.
    private const double Rounding = 1e-6;

    private async Task<ChosenTier?> TryAsync(int at)
    {
        if (at == Last && task.Streaming && _early?.At != at)
        {
            // Once its first content is here its caller has seen it.
            return Choose(new ChosenTier(at, await AskAsync(at)), null);
        }

        var said = new TierText();
        var held = _early is { } early && early.At == at ? await TakeEarlyAsync(early, said) : await ReadAsync(at, said, cancellationToken);
        if (at == Last)
        {
            return Choose(new ChosenTier(at, held), null);
        }

        said.Reported = held.Confidence;
        return await IsAcceptedAsync(at, said, held) ? Choose(_best!.Value.Tier, _best.Value.Confidence) : null;
    }

    private async Task<HeldAnswer> TakeEarlyAsync(EarlyTier early, TierText said)
    {
        try
        {
            var held = await early.Answer;
            await foreach (var frame in held.ReadAsync())
            {
                said.Hear(frame);
            }

            return held;
        }
        finally
        {
            await DisposeAsync();
        }
    }

    // A last tier may reserve all that is left; what judges the one before it is paid from the same.
    private PlanBudget? EarlyBudget(int at) => at == Last && (scope.Budget.UsdLeft ?? scope.Budget.TokensLeft) is not null ? scope.Budget.Slice(EarlyPart) : null;

    private Task<HeldAnswer> ReadAsync(int at, TierText? said, CancellationToken token, PlanBudget? own = null)
    {
        var (budget, within) = Limits(at);
        budget = own ?? budget;
        var watch = said is null ? null : Doubts(at);
        return scope.ReadAsync(tiers[at].Node, tiers[at].Place, Asked(at), token, budget, within, heard: said is null ? null : Heard);

        void Heard(ContentFrame frame)
        {
            if (frame is TakeOverFrame { Kind: Contracts.Catalog.OnInterruption.Restart })
            {
                said.Clear();
            }

            said.Hear(frame);
            Watch(at, watch, said);
        }
    }

    private ChosenTier Best()
    {
        if (_best is not var (tier, confidence))
        {
            throw Failure();
        }

        Note($"{tiers[tier.At].Place} given all the same (degraded)");
        return Choose(tier, confidence);
    }

    // Tiers that come later keep what they are expected to need, as far as that leaves this one its equal share.
    private (PlanBudget? Budget, TimeSpan? Within) Limits(int at)
    {
        if (at == Last)
        {
            return (null, null);
        }

        var later = Enumerable.Range(at + 1, Last - at).Select(Need).Aggregate((sum, n) => sum.Plus(n));
        var least = 1.0 / (tiers.Length - at);
        var (usd, tokens, left) = (scope.Budget.UsdLeft, scope.Budget.TokensLeft, scope.Left);
        var share = Math.Min(usd is > 0 and { } u ? 1 - (double)(later.Usd / u) : 1, tokens is > 0 and { } t ? 1 - ((double)later.Tokens / t) : 1);
        var within = left > TimeSpan.Zero ? left * Math.Max(least, 1 - (later.Seconds / left.TotalSeconds)) : TimeSpan.Zero;
        return (usd is null && tokens is null ? null : scope.Budget.Slice(Math.Clamp(share, least, 1)), within);
    }

    // A special case without a figure has that of the class above it. The class is told where somebody asks for it.
    private double Least(TierAccept accept) => accept.ByTask.Count == 0 ? accept.Confidence : (_facts ??= scope.Run.Calls.FactsOf(route, task)).Figure(accept.ByTask) ?? accept.Confidence;

    private TierNeed Need(int at) => _needs[at] ??= tiers[at].Leaves.Need(task, scope);

    private ChatTask Asked(int at) =>
        !_logprobsWanted && tiers[at].Accept is { } accept && accept.Sources.Contains(TierSource.Logprobs) && tiers[at].Leaves.TellLogprobs(task, scope) ? TierTasks.WithLogprobs(task) : task;
}
