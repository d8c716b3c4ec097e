using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Tasks;
using Mesh.Strategies.Plans;
using Mesh.Strategies.Plans.Records;

namespace Mesh.Grains.Tasks;

/// <summary>What the events of a task's record come to. Answers stay in the store. Thread-safe.</summary>
internal sealed class TaskHistory
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, KeptPlace> _kept = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PlanCost> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _attempts = new(StringComparer.Ordinal);
    private readonly List<(string Path, NodeReport Report)> _lost = [];
    private readonly HashSet<string> _found = new(StringComparer.OrdinalIgnoreCase);
    private TaskSubmission? _submission;
    private TaskEnded? _ended;
    private MeshError? _error;
    private DateTimeOffset _until;
    private DateTimeOffset? _began;
    private PlanCost _spent;
    private PlanCost _unmetered;
    private long _last;
    private long _bytes;
    private int _walks;
    private int _putOff;
    private int _interrupted;

    /// <summary>What is wanted; null where there is no such task.</summary>
    public TaskSubmission? Submission => Read(() => _submission);

    /// <summary>How it ended; null before.</summary>
    public TaskEnded? Ended => Read(() => _ended);

    /// <summary>Before when it is not tried again.</summary>
    public DateTimeOffset Until => Read(() => _until);

    /// <summary>When its first walk began; null before.</summary>
    public DateTimeOffset? Began => Read(() => _began);

    /// <summary>How often a silo has begun to go through the plan.</summary>
    public int Walks => Read(() => _walks);

    /// <summary>How often that has failed by what may pass.</summary>
    public int PutOff => Read(() => _putOff);

    /// <summary>What all calls have taken, those of which nobody knows it by the most that it can be.</summary>
    public PlanCost Spent => Read(() => new PlanCost(_spent.Usd + _unmetered.Usd, _spent.Tokens + _unmetered.Tokens));

    /// <summary>Bytes of the answers that are kept.</summary>
    public long Bytes => Read(() => _bytes);

    /// <summary>Calls that have begun in this walk and have not ended.</summary>
    public int Open => Read(() => _open.Count);

    /// <summary>Data classes that were found in what models were shown.</summary>
    public IReadOnlyList<string> Found => Read(() => _found.ToArray());

    /// <summary>Calls of which no answer is kept, with what they took.</summary>
    public IReadOnlyList<(string Path, NodeReport Report)> Lost => Read(() => _lost.ToArray());

    /// <summary>Calls whose answers are kept.</summary>
    public IReadOnlyList<(string Path, NodeReport Report)> Calls => Read(() => _kept.Where(k => k.Value.IsCall).Select(k => (k.Key, k.Value.Report)).ToArray());

    /// <summary>Where a node's answer is kept; null where it is not.</summary>
    public KeptPlace? Find(string path) => Read(() => _kept.GetValueOrDefault(path));

    /// <summary>Whether a node asks a model.</summary>
    public bool IsOpen(string path) => Read(() => _open.ContainsKey(path));

    /// <summary>How often a node has begun to ask a model.</summary>
    public int Attempts(string path) => Read(() => _attempts.GetValueOrDefault(path));

    /// <summary>Takes the next event in.</summary>
    public void Add(TaskEvent said)
    {
        lock (_gate)
        {
            _last = Math.Max(_last, said.Number);
            switch (said)
            {
                case TaskSubmitted submitted:
                    _submission = submitted.Submission;
                    break;
                case TaskTakenUp up:
                    Interrupt();
                    (_walks, _began) = (up.Walk, _began ?? up.At);
                    break;
                case TaskNodeBegun begun:
                    _open[begun.Path] = new PlanCost(begun.Usd, begun.Tokens);
                    _attempts[begun.Path] = _attempts.GetValueOrDefault(begun.Path) + 1;
                    break;
                case TaskNodeKept kept:
                    Keep(kept);
                    break;
                case TaskNodeLost lost:
                    _open.Remove(lost.Path);
                    _lost.Add((lost.Path, lost.Report));
                    Spend(lost.Report);
                    break;
                case TaskPutOff off:
                    (_error, _until, _putOff) = (off.Error, off.Until, _putOff + 1);
                    break;
                case TaskEnded ended:
                    Root(ended);
                    Interrupt();
                    (_ended, _error) = (ended, ended.Error);
                    break;
            }
        }
    }

    /// <summary>The task as lists show it.</summary>
    /// <param name="runs">Whether a walk is under way here.</param>
    public TaskSummary Summary(bool runs) => Read(() => new TaskSummary
    {
        Id = _submission!.Id,
        Title = _submission.Title,
        Target = _submission.Query.Target,
        State = _ended?.State ?? (runs ? TaskState.Running : TaskState.Queued),
        SubmittedAt = _submission.At,
        Deadline = _submission.Deadline,
        EndedAt = _ended?.At,
        DeletedAt = _ended?.At + _submission.Retention,
        Walks = _walks,
        NodesKept = _kept.Values.Count(k => k.Report.Kind != RecordedChoice.Kind),
        Unmetered = _interrupted,
        UnmeteredUsd = _unmetered.Usd,
        Events = _last,
        KeyId = _submission.Caller.KeyId,
        CostUsd = _spent.Usd,
    });

    /// <summary>The task as its caller is told of it.</summary>
    /// <param name="runs">Whether a walk is under way here.</param>
    /// <param name="report">What its nodes do; null where none has begun here.</param>
    public TaskView View(bool runs, NodeReport? report) =>
        Read(() => new TaskView(Summary(runs)) { Answer = _ended?.Answer, Error = _error, Report = _ended is null ? report : _ended.Report });

    // A call that had begun and of which the silo's end left no trace: what it took is not known, so that the budget loses the most that it can be.
    private void Interrupt()
    {
        foreach (var (path, most) in _open)
        {
            _lost.Add((path, new NodeReport { Kind = "single", State = NodeState.Cancelled, Error = "interrupted", Note = "what it took is not known" }));
            _unmetered = new PlanCost(_unmetered.Usd + most.Usd, _unmetered.Tokens + most.Tokens);
            _interrupted++;
        }

        _open.Clear();
    }

    // What nodes above others took is in the calls under them.
    private void Keep(TaskNodeKept kept)
    {
        var isCall = _open.Remove(kept.Path);
        if (isCall)
        {
            Spend(kept.Report);
        }

        _kept[kept.Path] = new KeptPlace(kept.Number, kept.Report, isCall);
        _found.UnionWith(kept.Found);
        _bytes += kept.Answer.Bytes;
    }

    // A plan of one leaf has its answer with its end: what that took is what stands under no other node.
    private void Root(TaskEnded ended)
    {
        if (ended is { State: TaskState.Done, Report: { } report } && _open.Remove(""))
        {
            Spend(report with
            {
                CostUsd = report.CostUsd - report.Nodes.Sum(n => n.CostUsd),
                Usage = new TokenUsage { Input = report.Usage.Input - report.Nodes.Sum(n => n.Usage.Input), Output = report.Usage.Output - report.Nodes.Sum(n => n.Usage.Output) },
            });
        }
    }

    private void Spend(NodeReport report) => _spent = new PlanCost(_spent.Usd + report.CostUsd, _spent.Tokens + report.Usage.Input + report.Usage.Output);

    private T Read<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }
}
