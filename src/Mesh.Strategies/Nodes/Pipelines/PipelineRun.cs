using System.Collections.Concurrent;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Prompts.Rendering;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Pipelines;

/// <summary>One request on its way through a pipeline.</summary>
/// <param name="units">The pipeline.</param>
/// <param name="question">What the user says last.</param>
/// <param name="unwanted">Names of the steps that the request does not want.</param>
/// <param name="task">The request.</param>
/// <param name="scope">The node's place in the run.</param>
internal sealed class PipelineRun(IReadOnlyList<StepUnit> units, string question, IReadOnlySet<string> unwanted, ChatTask task, PlanScope scope)
{
    private readonly int[] _ways = StepUnit.Ways(units);
    private readonly ConcurrentDictionary<string, StepOutput> _outputs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PlanAnswer> _answers = new(StringComparer.Ordinal);
    private int _callsLeft = units.Sum(u => u.Calls);

    /// <summary>Does all steps, those at once that need not wait for each other; the last streams where it is free text and is done once.</summary>
    public async Task<PlanAnswer> AnswerAsync(CancellationToken cancellationToken)
    {
        var (last, streams) = (units[^1], units[^1] is { Loop: null, Steps: [{ Schema: null }] });
        using (var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            var running = new Task<bool>[units.Count - (streams ? 1 : 0)];
            for (var i = 0; i < running.Length; i++)
            {
                var (place, before) = (i, units[i].After.Select(a => running[a]).ToArray());
                running[i] = scope.Run.Start(_ => UnitAsync(place, before, ends));
            }

            await Task.WhenAll(running);
        }

        if (streams && MayBegin(last.Steps[0]))
        {
            try
            {
                var answer = await scope.AskAsync(last.Steps[0].Node, last.Steps[0].Name, last.Steps[0].Task(task, question, _outputs, task.Streaming), cancellationToken);
                Used();
                answer.Use();
                return answer;
            }
            catch (Exception e) when (last.Steps[0].Entry.Optional && NodeFailures.MayMove(e) && !cancellationToken.IsCancellationRequested)
            {
                scope.Trace.Note($"without {last.Steps[0].Name}: {NodeFailures.Reason(e)}");
            }
        }

        // Where the last steps were left out, the last that was done has the answer.
        var done = units.SelectMany(u => u.Steps).Reverse().FirstOrDefault(s => _answers.ContainsKey(s.Name))
            ?? throw new MeshException(MeshErrorCode.NoCapacity, "no_step", "Every step of the pipeline was left out by its condition, or has failed and is optional.");
        Used();
        return _answers[done.Name];
    }

    private void Used()
    {
        foreach (var answer in _answers.Values)
        {
            answer.Use();
        }
    }

    private async Task<bool> UnitAsync(int place, Task<bool>[] before, CancellationTokenSource ends)
    {
        await Task.WhenAll(before);
        var unit = units[place];
        try
        {
            for (var round = 0; round < (unit.Loop?.Most ?? 1); round++)
            {
                if (!await RoundAsync(place, round, ends.Token))
                {
                    break;
                }

                if (unit.Loop?.Until is { } until && Holds(until))
                {
                    break;
                }
            }

            return true;
        }
        catch
        {
            // Without it there is no answer: what runs beside it is of no use.
            await ends.CancelAsync();
            throw;
        }
    }

    // False where a later round failed: what the rounds before it gave holds.
    private async Task<bool> RoundAsync(int place, int round, CancellationToken cancellationToken)
    {
        var (unit, within) = (units[place], 0);
        foreach (var step in unit.Steps)
        {
            var callsAhead = _ways[place] - ((round * unit.Steps.Count) + within++);
            var share = 1.0 / Math.Max(1, Volatile.Read(ref _callsLeft));
            Interlocked.Decrement(ref _callsLeft);
            if (!MayBegin(step))
            {
                continue;
            }

            var limits = new AskLimits(scope.Budget.Slice(share), scope.Left / Math.Max(1, callsAhead));
            try
            {
                await StepAsync(step, unit.Loop is null ? step.Name : $"{step.Name}[{round}]", limits, cancellationToken);
            }
            catch (Exception e) when ((step.Entry.Optional || round > 0) && NodeFailures.MayMove(e) && !cancellationToken.IsCancellationRequested)
            {
                scope.Trace.Note($"without {step.Name}{(round > 0 ? $" of round {round + 1}" : "")}: {NodeFailures.Reason(e)}");
                if (!step.Entry.Optional)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private async Task StepAsync(Step step, string place, AskLimits limits, CancellationToken cancellationToken)
    {
        var asked = step.Task(task, question, _outputs, streaming: false);
        if (step.Schema is null)
        {
            var held = await scope.ReadAsync(step.Node, place, asked, cancellationToken, limits.Budget, limits.Within);
            (_outputs[step.Name], _answers[step.Name]) = (new StepOutput(held.Text), held);
            return;
        }

        var (answer, reading) = await StructuredAsk.ReadAsync(scope, step.Node, place, asked, question, step.Schema, step.Entry.Repairs, limits, cancellationToken);
        if (!reading.Fits)
        {
            throw new MeshException(MeshErrorCode.UpstreamFailed, "schema_mismatch", $"The output of the pipeline's step '{step.Name}' does not fit its schema, after {step.Entry.Repairs} mendings.");
        }

        var text = reading.Json!.Value.GetRawText();
        (_outputs[step.Name], _answers[step.Name]) = (new StepOutput(text, reading.Json), new ComposedAnswer(answer, text));
    }

    private bool MayBegin(Step step)
    {
        var note = unwanted.Contains(step.Name) ? "its 'when' does not hold" : step.Entry.If is { } check && !Holds(check) ? "its 'if' does not hold" : null;
        if (note is not null)
        {
            scope.Trace.Skip(step.Entry.Node, step.Name, note);
        }

        return note is null;
    }

    private bool Holds(StepCheck check)
    {
        var output = _outputs.GetValueOrDefault(check.Step);
        var said = (check.Field.Length == 0 ? output?.Text : output?.At(check.Field.Split('.')))?.Trim();
        return check.Is is { } wanted ? string.Equals(said, wanted.Trim(), StringComparison.OrdinalIgnoreCase)
            : check.IsNot is { } unwanted ? !string.Equals(said, unwanted.Trim(), StringComparison.OrdinalIgnoreCase)
            : check.Contains is { } held && said is not null && said.Contains(held, StringComparison.OrdinalIgnoreCase);
    }
}
