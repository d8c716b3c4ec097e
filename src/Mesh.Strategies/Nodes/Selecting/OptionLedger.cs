using System.Collections.Concurrent;
using Mesh.Contracts.Plans;

namespace Mesh.Strategies.Nodes.Selecting;

/// <summary>
/// What the options of select nodes cost and took in the past, as shares of what was forecast: a cascade that mostly ends at its first tier costs a part of the sum of all. A forecast
/// counts as <see cref="Prior"/> answers that took just what it said, and an answer fades as <see cref="Memory"/> others come. Thread-safe.
/// </summary>
public sealed class OptionLedger
{
    /// <summary>Most options that are known; nothing is learned of further ones.</summary>
    public const int MostOptions = 1_000;

    /// <summary>Answers that a forecast is worth.</summary>
    public const double Prior = 3;

    /// <summary>Answers after which one has faded to about a third.</summary>
    public const double Memory = 50;

    // One answer that took far longer than any forecast, such as one to a slow reader, is no measure of the others.
    private const double MostShare = 10;

    private readonly ConcurrentDictionary<string, Shares> _options = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A forecast as the past corrects it.</summary>
    /// <param name="option">What the option is known as.</param>
    /// <param name="forecast">What its nodes add up to.</param>
    internal Forecast Corrected(string option, Forecast forecast)
    {
        if (!_options.TryGetValue(option, out var shares))
        {
            return forecast;
        }

        var (cost, seconds) = shares.Read();
        return forecast with { CostUsd = forecast.CostUsd * cost, Seconds = forecast.Seconds * seconds };
    }

    /// <summary>Learns from an answer.</summary>
    /// <param name="option">What the option is known as.</param>
    /// <param name="forecast">What was forecast, not corrected.</param>
    /// <param name="report">What became of it; counts when it came to its end.</param>
    internal void Learn(string option, Forecast forecast, NodeReport report)
    {
        if (report.State == NodeState.Done && (_options.TryGetValue(option, out var shares) || (_options.Count < MostOptions && (shares = _options.GetOrAdd(option, _ => new Shares())) is not null)))
        {
            shares.Add(Share((double)report.CostUsd, forecast.CostUsd), Share(report.Took.TotalSeconds, forecast.Seconds));
        }
    }

    // What was forecast as nothing has no share.
    private static double? Share(double taken, double forecast) => forecast > 0 ? Math.Min(taken / forecast, MostShare) : null;

    private sealed class Shares
    {
        private readonly Lock _lock = new();
        private FadingMean _cost;
        private FadingMean _seconds;

        public (double Cost, double Seconds) Read()
        {
            lock (_lock)
            {
                return (_cost.Value, _seconds.Value);
            }
        }

        public void Add(double? cost, double? seconds)
        {
            lock (_lock)
            {
                (_cost, _seconds) = (_cost.With(cost), _seconds.With(seconds));
            }
        }
    }

    private readonly record struct FadingMean(double Sum, double Count)
    {
        public double Value => (Prior + Sum) / (Prior + Count);

        public FadingMean With(double? next) => next is { } value ? new FadingMean((Sum * (1 - (1 / Memory))) + value, (Count * (1 - (1 / Memory))) + 1) : this;
    }
}
