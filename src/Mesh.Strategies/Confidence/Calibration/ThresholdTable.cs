namespace Mesh.Strategies.Confidence.Calibration;

/// <summary>Thresholds by task class.</summary>
/// <param name="All">Of all rows: for classes that have none of their own.</param>
/// <param name="Classes">By class; one with too few rows or out of reach of the goal stands here with the reason.</param>
public sealed record ThresholdTable(ThresholdChoice All, IReadOnlyDictionary<string, ThresholdChoice> Classes)
{
    /// <summary>Chooses a threshold for each class and one for all. The promise of a goal holds for each class by itself, not for all classes at once.</summary>
    /// <exception cref="ArgumentException">A field of the goal or a row's confidence or cost can't be.</exception>
    public static ThresholdTable Fit(IReadOnlyList<CalibrationRow> rows, ThresholdGoal goal)
    {
        var all = ThresholdFit.Choose(rows, goal);
        return new ThresholdTable(all, rows.Where(r => r.TaskClass is not null).GroupBy(r => r.TaskClass!, StringComparer.Ordinal).ToDictionary(
            g => g.Key,
            g => g.Count() is var count && count < goal.LeastRows
                ? new RankedRows(g).Choose(0, $"{count} rows of this class are too few for a threshold of its own ({goal.LeastRows}); that of all applies", null)
                : ThresholdFit.Choose([.. g], goal),
            StringComparer.Ordinal));
    }

    /// <summary>
    /// The threshold for a class; null where nothing is to be accepted. A class with rows enough whose goal is out of reach accepts nothing:
    /// the threshold of all would break the promise for it.
    /// </summary>
    public double? For(string? taskClass, ThresholdGoal goal) =>
        taskClass is not null && Classes.TryGetValue(taskClass, out var own) && own.Rows >= goal.LeastRows ? own.Threshold : All.Threshold;
}
