using Mesh.Contracts.Routing;
using Mesh.Routing.Learning;
using Mesh.Routing.Outcomes;
using Mesh.Routing.Signals.Data;

namespace Mesh.Grains.Learning;

/// <summary>The prompt of a served request, until somebody says how well it was answered. Its text is gone once it is hashed. Thread-safe.</summary>
/// <param name="decision">The decision's id.</param>
/// <param name="text">What the user says last.</param>
public sealed class PendingPrompt(string decision, string text)
{
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
                return ((_text?.Length ?? 0) * sizeof(char)) + (_packed?.Length ?? 0);
            }
        }
    }

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
                _packed = SensitiveData.In([plain]).Count > 0 ? null : PackedPrompt.Pack(HashedPrompt.Of(plain));
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
}
