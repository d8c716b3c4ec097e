using System.Collections.Concurrent;
using Mesh.Contracts.Catalog;

namespace Mesh.Routing.Quality;

/// <summary>
/// The matrix of one revision as rankings read it: a figure for each model by its place, worked out once for each task and again when
/// outcomes have come since, at most once a second. Thread-safe.
/// </summary>
public sealed class QualityTable
{
    /// <summary>Most tasks that are kept; figures of further ones are worked out each time.</summary>
    public const int MostTasks = 1000;

    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(1);
    private readonly CapabilityMatrix _matrix;
    private readonly TimeProvider _time;
    private readonly ModelEntry[] _models;
    private readonly Dictionary<string, string> _parents;
    private readonly ConcurrentDictionary<string, Row> _rows = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>For a revision.</summary>
    /// <param name="matrix">What is known.</param>
    /// <param name="document">The revision.</param>
    /// <param name="time">The clock.</param>
    public QualityTable(CapabilityMatrix matrix, CatalogDocument document, TimeProvider time)
    {
        (_matrix, _time) = (matrix, time);
        _models = [.. document.Models.OrderBy(m => m.Name, StringComparer.Ordinal)];
        _parents = document.Tasks.Where(t => t.Parent is not null).ToDictionary(t => t.Name, t => t.Parent!, StringComparer.OrdinalIgnoreCase);
        Tasks = [.. TaskClasses.BuiltIn, .. document.Tasks.Select(t => t.Name).Except(TaskClasses.BuiltIn, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>Every class of tasks, the built-in ones first.</summary>
    public IReadOnlyList<string> Tasks { get; }

    /// <summary>Every model, in the order of <see cref="Of"/>.</summary>
    public IReadOnlyList<ModelEntry> Models => _models;

    /// <summary>Mean quality at a task by a model's place among the view's models by name.</summary>
    public double[] Of(string task) => RowOf(task).Means;

    /// <summary>How unsure those figures are: their standard deviations, in the same order.</summary>
    public double[] SpreadsOf(string task) => RowOf(task).Spreads;

    /// <summary>All that is known of a model at a task.</summary>
    public QualityEstimate Estimate(ModelEntry model, string task) => _matrix.Estimate(model, task, _parents);

    /// <summary>All that is known of something else than a model at a task, such as a plan.</summary>
    /// <param name="name">What its outcomes are counted as.</param>
    /// <param name="task">The class.</param>
    /// <param name="mean">How good it is held to be without outcomes, 0 to 1.</param>
    /// <param name="isSaid">Whether somebody says so; else it is assumed.</param>
    public QualityEstimate Estimate(string name, string task, double mean, bool isSaid) => _matrix.Estimate(name, task, mean, isSaid);

    private Row RowOf(string task)
    {
        var version = _matrix.Version;
        if (_rows.TryGetValue(task, out var row) && (row.Version == version ? _time.GetElapsedTime(row.At) < TimeSpan.FromMinutes(10) : _time.GetElapsedTime(row.At) < s_fresh))
        {
            return row;
        }

        var estimates = _models.Select(m => Estimate(m, task)).ToArray();
        row = new Row([.. estimates.Select(e => e.Mean)], [.. estimates.Select(e => e.Spread)], version, _time.GetTimestamp());
        if (_rows.Count < MostTasks || _rows.ContainsKey(task))
        {
            _rows[task] = row;
        }

        return row;
    }

    private sealed record Row(double[] Means, double[] Spreads, long Version, long At);
}
