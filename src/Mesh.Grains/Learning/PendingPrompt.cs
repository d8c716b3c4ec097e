using Mesh.Contracts.Routing;
using Mesh.Routing.Learning;
using Mesh.Routing.Outcomes;
using Mesh.Routing.Signals.Data;
using Mesh.Strategies.Plans;

namespace Mesh.Grains.Learning;

/// <summary>The prompt of a served request, until somebody says how well it was answered. Its text is gone once it is hashed. Thread-safe.</summary>
/// <param name="decision">The decision's id.</param>
/// <param name="text">What the user says last.</param>
/// <param name="walks">The walks through cascades by which it was answered; none where a model was asked by itself.</param>
public sealed class PendingPrompt(string decision, string text, IReadOnlyList<CascadeWalk>? walks = null)
{
    private readonly JudgedWalks? _walks = walks is null ? null : new JudgedWalks(walks);

    private readonly Lock _lock = new();
    private string? _text = text;
    private byte[]? _packed;
    private (decimal Usd, double Seconds)? _took;

    /// <summary>The decision's id.</summary>
    internal string Decision => decision;

    /// <summary>Bytes that it holds.</summary>
    internal long Bytes
    {
        get
        {
            lock (_lock)
            {
                return ((_text?.Length ?? 0) * sizeof(char)) + (_packed?.Length ?? 0) + (_walks?.Bytes ?? 0);
            }
        }
    }

    /// <summary>Whether it was answered through cascades: then it stays when it was judged, since more may be said of it.</summary>
    internal bool WentThroughCascades => _walks is not null;

    /// <summary>The decisions of calls whose judgement is of use too.</summary>
    internal IEnumerable<string> Calls => _walks?.Calls ?? [];

    /// <summary>The answer has ended.</summary>
    /// <param name="costUsd">What it cost in USD.</param>
    /// <param name="took">How long it took.</param>
    public void Ended(decimal costUsd, TimeSpan took)
    {
        lock (_lock)
        {
            _took = (costUsd, took.TotalSeconds);
        }
    }

    /// <summary>Hashes the text and lets go of it; false where personal data or a secret is in it: then nothing is kept.</summary>
    internal bool Seal()
    {
        lock (_lock)
        {
            if (_text is { } plain)
            {
                _text = null;
                _packed = SensitiveData.In([plain]).Count > 0 ? null : PackedPrompt.Pack(Kept(HashedPrompt.Of(plain)));
            }

            return _packed is not null;
        }
    }

    /// <summary>The outcome to keep; null where nothing may be kept of it.</summary>
    /// <param name="model">The model that answered.</param>
    /// <param name="feedback">What is said of its answer.</param>
    internal RecordedOutcome? With(string model, DecisionFeedback feedback)
    {
        if (!Seal())
        {
            return null;
        }

        lock (_lock)
        {
            return new RecordedOutcome { At = feedback.At, Model = model, Quality = feedback.Score, Task = feedback.Task, CostUsd = _took?.Usd, Seconds = _took?.Seconds, Prompt = _packed! };
        }
    }

    /// <summary>What is known now of the walks through cascades; none where nothing may be kept of it.</summary>
    /// <param name="id">Of which decision something is said: its own, or that of a tier's call.</param>
    /// <param name="model">The model that answered.</param>
    /// <param name="feedback">What is said.</param>
    internal IReadOnlyList<RecordedOutcome> Walked(string id, string model, DecisionFeedback feedback)
    {
        if (_walks is null || !Seal())
        {
            return [];
        }

        lock (_lock)
        {
            _walks.Judge(id == Decision ? null : id, feedback.Score);
            return [.. _walks.Record().Select(w => new RecordedOutcome
            {
                At = feedback.At, Model = model, Quality = feedback.Score, Task = feedback.Task, CostUsd = w.Tiers.Sum(t => t.CostUsd), Prompt = _packed!, Cascade = w,
            })];
        }
    }

    // Of a cascade only the question's number is of use: what its scorer reads stands with the tiers.
    private HashedPrompt Kept(HashedPrompt prompt) => _walks is null ? prompt : prompt with { Keys = [], Counts = [], PairsFrom = 0, GramsFrom = 0 };
}
