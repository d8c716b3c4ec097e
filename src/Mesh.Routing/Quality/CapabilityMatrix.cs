using System.Collections.Concurrent;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Routing;

namespace Mesh.Routing.Quality;

/// <summary>
/// What is known of models at classes of tasks. What the catalogue says is a Beta prior worth so many outcomes; outcomes here are added to it
/// and fade, so that a model that changes is noticed, and one that nobody judges any more goes back to what was said. Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class CapabilityMatrix(TimeProvider time)
{
    /// <summary>Most pairs of task and model with outcomes; outcomes of further ones are not counted.</summary>
    public const int MostCells = 20_000;

    /// <summary>Outcomes that a declared figure is worth.</summary>
    public const double DeclaredWeight = 20;

    /// <summary>Outcomes that a benchmark is worth at most, whatever its samples.</summary>
    public const double MostBenchmarkWeight = 200;

    /// <summary>Outcomes that an assumed figure is worth.</summary>
    public const double AssumedWeight = 5;

    /// <summary>After what time an outcome counts half.</summary>
    public static readonly TimeSpan HalfLife = TimeSpan.FromDays(14);

    private const int MostParents = 8;
    private readonly ConcurrentDictionary<(string Task, string Model), OutcomeCount> _cells = new();
    private long _version;

    /// <summary>Goes up with each outcome.</summary>
    public long Version => Interlocked.Read(ref _version);

    /// <summary>Every pair with outcomes, as it stands now.</summary>
    public IReadOnlyList<QualityCell> Cells
    {
        get
        {
            var now = time.GetUtcNow();
            return [.. _cells.Select(c => (c.Key, Count: c.Value.At(now))).Where(c => c.Count.Good + c.Count.Bad > 0.01).Select(c => new QualityCell(c.Key.Task, c.Key.Model, c.Count.Good, c.Count.Bad, now))];
        }
    }

    /// <summary>Counts an outcome; false when there are too many pairs already.</summary>
    /// <param name="task">The class of tasks.</param>
    /// <param name="model">The model.</param>
    /// <param name="reward">How well it went, 0 to 1.</param>
    /// <param name="weight">How much it counts, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A reward or weight out of range.</exception>
    public bool Record(string task, string model, double reward, double weight = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(reward);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(reward, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(weight);
        if (Cell(task, model) is not { } cell)
        {
            return false;
        }

        cell.Add(reward, weight, time.GetUtcNow());
        Interlocked.Increment(ref _version);
        return true;
    }

    /// <summary>Takes what was counted elsewhere of a pair in the place of what it has of it; false when there are too many pairs already.</summary>
    public bool Take(QualityCell told)
    {
        if (Cell(told.Task, told.Model) is not { } cell)
        {
            return false;
        }

        cell.Take(told, Interlocked.Increment(ref _version));
        return true;
    }

    /// <summary>Takes what was counted elsewhere in the place of what it has, but of pairs of which it took something while that was on its way.</summary>
    /// <param name="cells">All that was counted.</param>
    /// <param name="asked">The <see cref="Version"/> when it was asked for.</param>
    /// <returns>Whether it took all of it; else it is to be asked for again.</returns>
    public bool Adopt(IEnumerable<QualityCell> cells, long asked)
    {
        var (kept, whole) = (new HashSet<(string, string)>(), true);
        foreach (var told in cells.Take(MostCells))
        {
            kept.Add(Key(told.Task, told.Model));
            whole &= Cell(told.Task, told.Model)?.Adopt(told, asked) ?? true;
        }

        foreach (var gone in _cells.Where(c => !kept.Contains(c.Key) && !c.Value.TookAfter(asked)))
        {
            _cells.TryRemove(gone);
        }

        Interlocked.Increment(ref _version);
        return whole;
    }

    /// <summary>How good a model is at a class of tasks.</summary>
    /// <param name="model">The model.</param>
    /// <param name="task">The class.</param>
    /// <param name="parents">The class above each that has one.</param>
    public QualityEstimate Estimate(ModelEntry model, string task, IReadOnlyDictionary<string, string> parents) => Estimate(model, task, parents, MostParents);

    /// <summary>How good something else than a model is at a class of tasks, such as a plan.</summary>
    /// <param name="name">What its outcomes are counted as.</param>
    /// <param name="task">The class.</param>
    /// <param name="mean">How good it is held to be without outcomes, 0 to 1.</param>
    /// <param name="isSaid">Whether somebody says so; else it is assumed.</param>
    public QualityEstimate Estimate(string name, string task, double mean, bool isSaid) =>
        Posterior(name, task, mean, isSaid ? DeclaredWeight : AssumedWeight, isSaid ? QualitySource.Declared : QualitySource.Assumed);

    private QualityEstimate Estimate(ModelEntry model, string task, IReadOnlyDictionary<string, string> parents, int steps)
    {
        var (mean, weight, source) = Prior(model, task, parents, steps);
        return Posterior(model.Name, task, mean, weight, source);
    }

    private QualityEstimate Posterior(string name, string task, double mean, double weight, QualitySource source)
    {
        var (good, bad) = _cells.TryGetValue(Key(task, name), out var cell) ? cell.At(time.GetUtcNow()) : (0, 0);
        var (alpha, beta) = ((mean * weight) + good, ((1 - mean) * weight) + bad);
        var all = alpha + beta;

        // The variance of a Beta distribution.
        var spread = Math.Sqrt(alpha * beta / (all * all * (all + 1)));
        return new QualityEstimate(alpha / all, spread, good + bad > weight ? QualitySource.Measured : source, good + bad);
    }

    private (double Mean, double Weight, QualitySource Source) Prior(ModelEntry model, string task, IReadOnlyDictionary<string, string> parents, int steps)
    {
        if (model.Quality.TryGetValue(task, out var said))
        {
            return model.Benchmarks.TryGetValue(task, out var samples) ? (said, Math.Clamp(samples, 1, MostBenchmarkWeight), QualitySource.Benchmark) : (said, DeclaredWeight, QualitySource.Declared);
        }

        return steps > 0 && parents.TryGetValue(task, out var parent)
            ? (Estimate(model, parent, parents, steps - 1).Mean, AssumedWeight, QualitySource.Assumed)
            : (model.MeanQuality, AssumedWeight, QualitySource.Assumed);
    }

    private OutcomeCount? Cell(string task, string model) =>
        _cells.TryGetValue(Key(task, model), out var cell) ? cell
        : _cells.Count >= MostCells ? null
        : _cells.GetOrAdd(Key(task, model), _ => new OutcomeCount(HalfLife));

    private static (string Task, string Model) Key(string task, string model) => (task.ToLowerInvariant(), model.ToLowerInvariant());
}
