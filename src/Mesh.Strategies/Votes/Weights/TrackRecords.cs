namespace Mesh.Strategies.Votes.Weights;

/// <summary>
/// How often each model was right on each class of tasks, learned as answers are judged, fading by time; the weights of votes follow from
/// it. Estimates are drawn to what all models reached on the class (Beta smoothing). Holders tell each other by snapshots. Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class TrackRecords(TimeProvider time)
{
    /// <summary>After what time an outcome counts half.</summary>
    public static readonly TimeSpan HalfLife = TimeSpan.FromDays(14);

    /// <summary>Most pairs of class and model that one holder counts; outcomes of further ones are not counted.</summary>
    public const int MostCells = 10_000;

    /// <summary>Most other holders; snapshots of further ones are not taken.</summary>
    public const int MostHolders = 64;

    /// <summary>Outcomes that the class's mean counts as.</summary>
    public const double Prior = 8;

    // The mean of all models before any outcome.
    private const double UnknownAccuracy = 0.5;
    private const double Gone = 0.01;
    private const string OfClass = "";
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Dictionary<string, Faded>> _own = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (DateTimeOffset At, Dictionary<string, Dictionary<string, Faded>> Cells)> _others = new(StringComparer.Ordinal);
    private int _cells;

    /// <summary>Counts an outcome.</summary>
    /// <param name="task">The class of tasks.</param>
    /// <param name="model">The model.</param>
    /// <param name="quality">How right its answer was, 0 to 1.</param>
    /// <returns>Whether it was counted: not when there are too many pairs already.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The quality is not within 0 to 1.</exception>
    public bool Record(string task, string model, double quality)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(quality);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 1);
        ArgumentException.ThrowIfNullOrEmpty(model);
        return Add(task, model, quality, 1 - quality);
    }

    /// <summary>Counts how the wrong answers to one question met, for the number of plausible answers of its class.</summary>
    /// <param name="task">The class of tasks.</param>
    /// <param name="sizes">How many members gave each wrong answer.</param>
    public void RecordWrong(string task, IEnumerable<int> sizes)
    {
        var (pairs, met) = AnswerSpread.Count(sizes);
        if (pairs > 0)
        {
            Add(task, OfClass, met, pairs - met);
        }
    }

    /// <summary>How often a model is right on a class, between 0 and 1.</summary>
    public double Accuracy(string task, string model)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var (yes, no) = OfAll(task, now);
            var mean = (yes + (UnknownAccuracy * 2)) / (yes + no + 2);
            var (right, wrong) = Of(task, model, now);
            return (right + (mean * Prior)) / (right + wrong + Prior);
        }
    }

    /// <summary>How many answers of a class are plausible.</summary>
    public double Answers(string task)
    {
        lock (_lock)
        {
            var (met, apart) = Of(task, OfClass, time.GetUtcNow());
            return AnswerSpread.Of(met + apart, met);
        }
    }

    /// <summary>The weight of a model's vote on a class.</summary>
    /// <param name="task">The class of tasks.</param>
    /// <param name="model">The model.</param>
    /// <param name="answers">The number of options where it is known; else it is estimated.</param>
    public double Weight(string task, string model, int? answers = null) =>
        VoteWeight.Of(Accuracy(task, model), Math.Max(VoteWeight.LeastAnswers, answers ?? Answers(task)));

    /// <summary>What this holder counted itself.</summary>
    public RecordSnapshot Snapshot()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            return new RecordSnapshot(now, 
            [
                .. from task in _own
                   from model in task.Value
                   let left = model.Value.At(now)
                   where left.Yes + left.No > Gone
                   select new RecordCell(task.Key, model.Key, left.Yes, left.No),
            ]);
        }
    }

    /// <summary>Takes another holder's counts in the place of its earlier ones; or, at start, this holder's own that were kept, under any name.</summary>
    /// <param name="holder">Whose they are.</param>
    /// <param name="snapshot">Its counts.</param>
    /// <returns>Whether they were taken: not when they are older, or from one holder too many.</returns>
    public bool Merge(string holder, RecordSnapshot snapshot)
    {
        lock (_lock)
        {
            if (_others.TryGetValue(holder, out var earlier) ? earlier.At >= snapshot.At : _others.Count >= MostHolders)
            {
                return false;
            }

            _others[holder] = (snapshot.At, snapshot.Cells.Take(MostCells).GroupBy(c => c.Task).ToDictionary(
                t => t.Key,
                t => t.GroupBy(c => c.Model).ToDictionary(m => m.Key, m => new Faded(m.Last().Yes, m.Last().No, snapshot.At), StringComparer.Ordinal),
                StringComparer.Ordinal));
            return true;
        }
    }

    private bool Add(string task, string model, double yes, double no)
    {
        lock (_lock)
        {
            Faded cell = default;
            if (_own.TryGetValue(task, out var models) && models.TryGetValue(model, out cell) || _cells < MostCells)
            {
                _cells += cell == default ? 1 : 0;
                models ??= _own[task] = new Dictionary<string, Faded>(StringComparer.Ordinal);
                var now = time.GetUtcNow();
                var left = cell.At(now);
                models[model] = new Faded(left.Yes + yes, left.No + no, now);
                return true;
            }

            return false;
        }
    }

    private (double Yes, double No) Of(string task, string model, DateTimeOffset now)
    {
        double yes = 0, no = 0;
        foreach (var models in OfTask(task))
        {
            var told = models.GetValueOrDefault(model).At(now);
            (yes, no) = (yes + told.Yes, no + told.No);
        }

        return (yes, no);
    }

    private (double Yes, double No) OfAll(string task, DateTimeOffset now)
    {
        double yes = 0, no = 0;
        foreach (var cell in OfTask(task).SelectMany(m => m).Where(m => m.Key != OfClass))
        {
            var left = cell.Value.At(now);
            (yes, no) = (yes + left.Yes, no + left.No);
        }

        return (yes, no);
    }

    private IEnumerable<Dictionary<string, Faded>> OfTask(string task) =>
        _others.Values.Select(o => o.Cells).Prepend(_own).Select(c => c.GetValueOrDefault(task)).OfType<Dictionary<string, Faded>>();

    private readonly record struct Faded(double Yes, double No, DateTimeOffset Since)
    {
        public (double Yes, double No) At(DateTimeOffset now)
        {
            var left = now <= Since ? 1 : Math.Pow(0.5, (now - Since) / HalfLife);
            return (Yes * left, No * left);
        }
    }
}
