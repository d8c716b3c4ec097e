using System.Globalization;
using Mesh.Contracts.Access;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Routing;
using Mesh.Contracts.Tasks;
using Mesh.Grains.Plans;
using Mesh.Grains.Telemetry;
using Mesh.Grains.Turns;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;
using Mesh.Strategies.Plans.Records;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Tasks;

/// <summary>One walk through a task's plan on this silo, from its wait for a place to the event that ends it. It runs beside the grain.</summary>
internal sealed partial class TaskRun : IPlanWatch, IDisposable
{
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(10);
    private readonly TaskParts _parts;
    private readonly TaskLog _log;
    private readonly TaskHistory _history;
    private readonly TaskBell _bell;
    private readonly TaskSubmission _task;
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenSource _ends;
    private readonly WalkPlace _place;
    private readonly TaskRecord _record;
    private readonly CancellationTokenRegistration _leaving;
    private volatile Func<NodeReport>? _report;
    private volatile string _endedBy = "";
    private int _stop;

    /// <param name="parts">What tasks share.</param>
    /// <param name="log">The task's rows.</param>
    /// <param name="history">What they come to.</param>
    /// <param name="bell">Rings when something is new.</param>
    public TaskRun(TaskParts parts, TaskLog log, TaskHistory history, TaskBell bell)
    {
        (_parts, _log, _history, _bell, _task) = (parts, log, history, bell, history.Submission!);
        var left = _task.Deadline - parts.Time.GetUtcNow();
        _deadline = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, parts.Time);
        _ends = CancellationTokenSource.CreateLinkedTokenSource(_deadline.Token, parts.State.Cut);
        _place = new WalkPlace(parts.Places, _ends.Token);
        _record = new TaskRecord(log, history, EnsureMayGoOn, Leaves, _place, _ends, bell.Ring);
        _leaving = parts.State.Leaving.UnsafeRegister(static run => ((TaskRun)run!).Leave(), this);
        Ended = Task.CompletedTask;
    }

    /// <summary>Ends with the walk.</summary>
    public Task Ended { get; private set; }

    /// <summary>Whether it has had its place.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Whether another walk has begun elsewhere.</summary>
    public bool WasTakenOver { get; private set; }

    /// <summary>What its nodes do; null before the first.</summary>
    public NodeReport? Report => _report?.Invoke();

    /// <summary>Begins.</summary>
    /// <param name="over">Called behind its end, with the task as it is then.</param>
    public void Start(Func<Task> over)
    {
        // Whoever happened to ask for the task has no part in what may take days: neither its trace nor its tenant goes along.
        using (ExecutionContext.SuppressFlow())
        {
            Ended = Task.Run(async () =>
            {
                try
                {
                    await RunAsync();
                }
                finally
                {
                    await over();
                }
            });
        }
    }

    /// <summary>Ends it, with every call that runs.</summary>
    /// <param name="why">Why.</param>
    /// <param name="key">The key that asked for it.</param>
    public async Task StopAsync(TaskStop why, string key = "")
    {
        _endedBy = key;
        Interlocked.CompareExchange(ref _stop, (int)why, (int)TaskStop.None);
        try
        {
            await _ends.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It has ended, and only its list is still told.
        }
    }

    /// <inheritdoc/>
    public void Changed(Func<NodeReport> report)
    {
        _report = report;
        _bell.Ring();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _leaving.Dispose();
        _place.Dispose();
        _ends.Dispose();
        _deadline.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await _place.HoldAsync();
            await WriteAsync(new TaskTakenUp(_parts.Options.Value.Node, _history.Walks + 1));
            HasBegun = true;
            _parts.Instruments.Tasks.Begun(_history.Walks);
            await WalkAsync();
        }
        catch (OperationCanceledException) when (_ends.IsCancellationRequested)
        {
            await EndAsync(() => StoppedAsync(null));
        }
        catch (TaskTakenOverException)
        {
            WasTakenOver = true;
            LogTakenOver(_task.Id);
        }
        catch (MeshException e)
        {
            LogStore(_task.Id, e.Error.Reason);
        }
    }

    private async Task WalkAsync()
    {
        var lost = _history.Lost;
        var plan = new RequestPlan(_task.Plan, _task.MaxUsd, _task.MaxTokens, this)
        {
            // An id may be used again once the task is forgotten: reviews are kept for longer.
            Durable = new DurableWalk(string.Create(CultureInfo.InvariantCulture, $"{_task.Id}@{_task.At.UtcTicks}"), _record),
            Earlier = _parts.Time.GetUtcNow() - _history.Began!.Value,
        };
        plan.Budget.Settle(default, _history.Spent);
        NodeAnswer? answer = null;
        Exception? failure = null;
        try
        {
            EnsureMayGoOn();
            answer = await AnswerAsync(plan);
        }
        catch (Exception e)
        {
            failure = e;
            await _record.LoseAsync("", plan.Report() ?? new NodeReport { Kind = _task.Plan.Kind });
        }

        if (plan.HasBegun)
        {
            foreach (var (i, report) in lost.Select(l => l.Report).Concat(_record.Unseen()).Index())
            {
                plan.Add(report, $"earlier[{i}]");
            }
        }

        await EndAsync(() => answer is not null
            ? WriteAsync(new TaskEnded(TaskState.Done) { Answer = answer, Report = plan.Report() })
            : FailedAsync(failure!, plan.Report()));
    }

    private async Task<NodeAnswer> AnswerAsync(RequestPlan plan)
    {
        var began = _parts.Time.GetTimestamp();
        var asked = _parts.Router.Read(new ChatTask(_task.Query, _task.Chat, streaming: false) { Caller = _task.Caller, Plan = _task.Plan });
        var decision = _parts.Router.Decide(asked.Query);
        var left = _task.Deadline - _parts.Time.GetUtcNow();
        var expires = began + (long)(left.TotalSeconds * _parts.Time.TimestampFrequency);
        try
        {
            HeldAnswer held;
            await using (var answer = await _parts.Plans.AnswerAsync(plan, decision, asked, expires, _ends.Token))
            {
                held = await HeldAnswer.ReadAsync(answer);
                Served(answer, asked.Query, began);
                EnsureAnswered(answer);
            }

            var kept = KeptAnswers.Of(held);
            return kept.Bytes <= TaskBounds.MostAnswerBytes ? kept : throw TaskErrors.TooLong();
        }
        catch (Exception e)
        {
            _parts.Router.Unserved(decision, asked.Query, Outcomes.Of(e, ErrorTypes.Of(e, callerGone: _ends.IsCancellationRequested), _parts.Time.GetElapsedTime(began)) with { Plan = plan.Report() });
            throw;
        }
    }

    // A person has not answered within a part of the plan's time: no answer of a task, but a later walk finds the review.
    private static void EnsureAnswered(PlanAnswer answer)
    {
        if (answer.Review is { } handle)
        {
            throw TaskErrors.Waiting(handle);
        }
    }

    private void Served(PlanAnswer answer, RouteQuery query, long began)
    {
        var (model, endpoint) = (answer.Attempt.Model, answer.Attempt.Endpoint);
        _parts.Router.Ended(answer.Decision, _parts.Router.Served(answer.Decision, query, model, endpoint), model, endpoint, Outcomes.Of(answer, null, _parts.Time.GetElapsedTime(began)));
    }

    private Task FailedAsync(Exception failure, NodeReport? report)
    {
        if (failure is OperationCanceledException && _ends.IsCancellationRequested)
        {
            return StoppedAsync(report);
        }

        if (failure is not MeshException mesh)
        {
            LogDefect(_task.Id, failure.GetType().FullName, failure.StackTrace);
            return WriteAsync(new TaskEnded(TaskState.Failed) { Error = TaskErrors.Defect(), Report = report });
        }

        return MayPass(mesh.Error) && _history.PutOff < _task.Retries
            ? WriteAsync(new TaskPutOff(mesh.Error, _parts.Time.GetUtcNow() + Pause(mesh.Error)))
            : WriteAsync(new TaskEnded(TaskState.Failed) { Error = mesh.Error, Report = report });
    }

    // What was ended by its silo, or has been succeeded, is another walk's to go on with.
    private Task StoppedAsync(NodeReport? report) => _record.Fault is { } fault ? throw fault : (TaskStop)Volatile.Read(ref _stop) switch
    {
        TaskStop.Cancelled => WriteAsync(new TaskEnded(TaskState.Cancelled) { Error = TaskErrors.Cancelled(), Report = report, KeyId = _endedBy }),
        TaskStop.None when _deadline.IsCancellationRequested => WriteAsync(new TaskEnded(TaskState.Expired) { Error = TaskErrors.Expired(_task.Deadline), Report = report }),
        _ => Task.CompletedTask,
    };

    private async Task EndAsync(Func<Task> end)
    {
        try
        {
            await end();
        }
        catch (TaskTakenOverException)
        {
            WasTakenOver = true;
            LogTakenOver(_task.Id);
        }
        catch (MeshException e)
        {
            LogStore(_task.Id, e.Error.Reason);
        }

        if (_history.Ended is { } ended)
        {
            _parts.Instruments.Tasks.Ended(ended.State);
        }
    }

    private async Task WriteAsync(TaskEvent said)
    {
        _history.Add(await _log.AppendAsync(said));
        _bell.Ring();
    }

    // A walk that waits for something else than models, or for its place, need not hold up the silo.
    private void Leave()
    {
        if (_history.Open == 0)
        {
            _ends.CancelAsync().Ignore();
        }
    }

    private bool Leaves() => _parts.State.IsDraining;

    private void EnsureMayGoOn()
    {
        if (!_parts.Standing.Has(_task.Caller, _task.SentPlan ? ["tasks", "plans"] : ["tasks"]))
        {
            throw TaskErrors.Revoked(_task.Caller.KeyId);
        }
    }

    private static bool MayPass(MeshError error) =>
        error.Reason == "review_queue_full"
        || (error.Code is MeshErrorCode.NoCapacity or MeshErrorCode.Unavailable or MeshErrorCode.UpstreamFailed or MeshErrorCode.Interrupted or MeshErrorCode.DeadlineExceeded
            && error.Reason is not ("answer_too_long" or "record_full" or "node_attempts" or "schema_mismatch" or "review_expired"));

    // A round of the list at first, then four times as long as the time before.
    private TimeSpan Pause(MeshError error)
    {
        var pause = _parts.Options.Value.TaskRound * Math.Pow(4, _history.PutOff);
        return TimeSpan.FromTicks(Math.Clamp(Math.Max(pause.Ticks, error.RetryAfter?.Ticks ?? 0), 0, s_longestPause.Ticks));
    }

    private void LogTakenOver(string task) => LogTakenOver(_parts.Logger, task);

    private void LogStore(string task, string reason) => LogStore(_parts.Logger, task, reason);

    private void LogDefect(string task, string? type, string? place) => LogDefect(_parts.Logger, task, type, place);

    [LoggerMessage(1, LogLevel.Information, "Task {Task} was taken up by another silo")]
    private static partial void LogTakenOver(ILogger logger, string task);

    [LoggerMessage(2, LogLevel.Warning, "The record of task {Task} could not be written; it is taken up again: {Reason}")]
    private static partial void LogStore(ILogger logger, string task, string reason);

    [LoggerMessage(3, LogLevel.Error, "Task {Task} met a defect: {Type}\n{Place}")]
    private static partial void LogDefect(ILogger logger, string task, string? type, string? place);
}
