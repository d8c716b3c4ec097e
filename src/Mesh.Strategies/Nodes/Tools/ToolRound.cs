using System.Text.Json;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Prompts.Rendering;
using Mesh.Strategies.Plans;
using Mesh.Strategies.Plans.Records;
using Mesh.Strategies.Tools;

namespace Mesh.Strategies.Nodes.Tools;

/// <summary>Does the calls of a run's rounds, some at once, and keeps count of them.</summary>
internal sealed class ToolRound(ToolsEntry entry, ToolNames names, ChatTask task, PlanScope scope, DataFence fence)
{
    /// <summary>Longest arguments of one call, in characters.</summary>
    public const int MostArguments = 256 * 1024;

    /// <summary>Most characters of all results of a run: what a prompt can hold.</summary>
    public const int MostResults = 1_000_000;

    private const int MostErrorsTold = 5;
    private const string Unnamed = "unknown";

    // A field that stands twice would be read in two ways.
    private static readonly JsonDocumentOptions s_once = new() { AllowDuplicateProperties = false };

    private readonly Lock _gate = new();
    private int _begun;
    private int _errors;
    private int _room = MostResults;

    /// <summary>Calls that may still be made.</summary>
    public int Left => Math.Max(0, entry.Calls - _begun);

    /// <summary>Does a round's calls; results stand in their order.</summary>
    /// <exception cref="MeshException">upstream_failed, reason tool_errors: more have failed than may.</exception>
    public async Task<ChatMessage[]> DoAsync(IReadOnlyList<ToolCall> wanted, CancellationToken cancellationToken)
    {
        using var places = new SemaphoreSlim(entry.Parallel);
        var left = Left;
        var running = wanted.Select((call, at) => at < left ? scope.Run.Start(_ => TracedAsync(call, places, cancellationToken)) : Task.FromResult(Spent(call))).ToArray();
        var results = await Task.WhenAll(running);
        if (left < wanted.Count)
        {
            scope.Trace.Note($"{wanted.Count - left} calls over the bound of {entry.Calls} were not made");
        }

        return _errors <= entry.Errors ? results : throw new MeshException(
            MeshErrorCode.UpstreamFailed, "tool_errors", $"{_errors} calls of tools have failed in a 'tools' node of the plan; at most {entry.Errors} may. The report of the plan says why each did.");
    }

    /// <summary>Calls that are not made: the caller's own were asked for beside them.</summary>
    public void Skip(IReadOnlyList<ToolCall> calls)
    {
        foreach (var call in calls.Take(Left))
        {
            scope.Trace.Skip(new ToolCallEntry { Label = Label(call) }, Place(), "the caller's tools were called beside it");
        }
    }

    private async Task<ChatMessage> TracedAsync(ToolCall call, SemaphoreSlim places, CancellationToken cancellationToken)
    {
        var trace = scope.Trace.Begin(new ToolCallEntry { Label = Label(call) }, Place());
        NodeSpans.Enter(trace.Span);
        try
        {
            await places.WaitAsync(cancellationToken);
            try
            {
                var (result, told) = await CallAsync(call, trace, cancellationToken);
                var name = ToolOutcomes.NameOf(result.Outcome);
                trace.Note($"{name}, {result.Bytes} bytes");
                trace.End(result.Outcome == ToolOutcome.Done ? NodeState.Done : NodeState.Failed, result.Outcome == ToolOutcome.Done ? null : name);
                return Message(call, told);
            }
            finally
            {
                places.Release();
            }
        }
        catch (Exception e)
        {
            trace.End(NodeFailures.State(e), NodeFailures.Reason(e));
            throw;
        }
    }

    private async Task<(ToolResult Result, string Told)> CallAsync(ToolCall call, NodeTrace trace, CancellationToken cancellationToken)
    {
        var (result, detail) = await ResultAsync(call, trace, cancellationToken);
        lock (_gate)
        {
            _errors += result.Outcome == ToolOutcome.Done ? 0 : 1;
            var text = result.Text is { Length: > 0 } said ? fence.Around($"result of {call.Name}", said, Math.Max(0, _room)) : null;
            _room -= text?.Length ?? 0;
            var told = result.Outcome == ToolOutcome.Done ? text ?? "The tool gave an empty result." : $"Error: {ToolOutcomes.Told(result.Outcome)}{detail}{(text is null ? "" : "\n" + text)}";
            return (result, told);
        }
    }

    private async Task<(ToolResult Result, string Detail)> ResultAsync(ToolCall call, NodeTrace trace, CancellationToken cancellationToken)
    {
        if (!names.TryFind(call.Name, out var tool))
        {
            return (ToolResult.Error(ToolOutcome.UnknownTool), "");
        }

        var (arguments, fault) = Arguments(call, tool);
        return fault is not null ? (ToolResult.Error(ToolOutcome.InvalidArguments), fault) : (await GivenAsync(tool, arguments, trace, cancellationToken), "");
    }

    // In a run that outlives its process a tool that has acted is not called again by a later walk.
    private async Task<ToolResult> GivenAsync(OfferedTool tool, string arguments, NodeTrace trace, CancellationToken cancellationToken)
    {
        return scope.Run.Record is { } record
            ? JsonSerializer.Deserialize<ToolResult>(await new RecordedChoice(record, $"{trace.Path}/=result").SameAsync(async () => JsonSerializer.Serialize(await AskAsync())))
            : await AskAsync();

        Task<ToolResult> AskAsync() => scope.Run.Calls.Tools.CallAsync(tool, arguments, task, scope.Run.Decision.Id, cancellationToken);
    }

    private static (string Json, string? Fault) Arguments(ToolCall call, OfferedTool tool)
    {
        var json = string.IsNullOrWhiteSpace(call.ArgumentsJson) ? "{}" : call.ArgumentsJson;
        if (json.Length > MostArguments)
        {
            return (json, $" They have more than {MostArguments} characters.");
        }

        try
        {
            using var read = JsonDocument.Parse(json, s_once);
            if (read.RootElement.ValueKind != JsonValueKind.Object)
            {
                return (json, " They are no JSON object.");
            }

            var errors = tool.Schema.Check(read.RootElement);
            return (json, errors.Count == 0 ? null : " " + string.Join(" ", errors.Take(MostErrorsTold)));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (json, " They are no JSON.");
        }
    }

    private static ChatMessage Message(ToolCall call, string told) => new() { Role = ChatRole.Tool, ToolCallId = call.Id, Parts = [new TextPart(told)] };

    private static ChatMessage Spent(ToolCall call) => Message(call, $"Error: {ToolOutcomes.Told(ToolOutcome.CallsSpent)}");

    private string Place() => $"calls[{Interlocked.Increment(ref _begun) - 1}]";

    // What a model made up is content, and stays out of reports.
    private string Label(ToolCall call) => names.TryFind(call.Name, out var tool) ? $"{tool.Server}/{tool.Name}" : Unnamed;
}
