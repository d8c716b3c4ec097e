using System.Text;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Grains.Telemetry;
using Mesh.Providers.Tools;
using Mesh.Strategies.Tools;

namespace Mesh.Grains.Tools;

/// <summary>Tools of servers for plans.</summary>
public sealed class PlanTools(ToolPermits permits, ToolLists lists, ToolSessions sessions, ToolServerGates gates, ToolAudit audit, ToolAlerts alerts, MeshInstruments instruments, TimeProvider time) : IToolCalls
{
    /// <inheritdoc/>
    public async Task<ToolOffer> OfferAsync(IReadOnlyList<ToolSource> sources, ChatTask task, CancellationToken cancellationToken)
    {
        var offered = await Task.WhenAll(sources.Select(s => OfferAsync(s, task, cancellationToken)));
        return new ToolOffer([.. offered.SelectMany(o => o.Tools)], [.. offered.SelectMany(o => o.Missing)]);
    }

    /// <inheritdoc/>
    public async Task<ToolResult> CallAsync(OfferedTool tool, string argumentsJson, ChatTask task, string decision, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var result = ToolResult.Error(ToolOutcome.Cancelled);
        try
        {
            return result = await CheckedAsync(tool, argumentsJson, task, cancellationToken);
        }
        finally
        {
            var took = time.GetElapsedTime(began);
            instruments.Tools.Called(tool.Server, result.Outcome, took);
            audit.Called(new AuditedToolCall(tool.Server, tool.Name, task.Query.Caller?.Tenant ?? "", task.Query.Caller?.Key ?? "", decision, result.Outcome, result.Bytes, took));
        }
    }

    private async Task<ToolOffer> OfferAsync(ToolSource source, ChatTask task, CancellationToken cancellationToken)
    {
        if (permits.Find(source.Server) is not { } server)
        {
            return Missing(source.Server, ToolOutcome.Gone);
        }

        if (permits.Refusal(server, task, arguments: null) is { } refusal)
        {
            return Missing(source.Server, refusal);
        }

        var list = await lists.OfAsync(server, task.Query.Caller?.Tenant ?? "", cancellationToken);
        if (list.Fault is { } fault)
        {
            return Missing(source.Server, OutcomeOf(fault));
        }

        OfferedTool[] tools = [.. list.Tools.Values.Where(t => ToolPermits.Allows(server, t.Name) && source.Tools?.Contains(t.Name, StringComparer.Ordinal) != false && IsPinned(server, t))];
        return tools.Length > 0 ? new ToolOffer(tools, []) : Missing(source.Server, ToolOutcome.NotAllowed);
    }

    private async Task<ToolResult> CheckedAsync(OfferedTool tool, string argumentsJson, ChatTask task, CancellationToken cancellationToken)
    {
        if (permits.Find(tool.Server) is not { } server)
        {
            return ToolResult.Error(ToolOutcome.Gone);
        }

        if (!ToolPermits.Allows(server, tool.Name))
        {
            return ToolResult.Error(ToolOutcome.NotAllowed);
        }

        if (permits.Refusal(server, task, argumentsJson) is { } refusal)
        {
            return ToolResult.Error(refusal);
        }

        var tenant = task.Query.Caller?.Tenant ?? "";
        using var timeout = new CancellationTokenSource(server.Limits.CallTimeout, time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            // The model chose by what it was told; what has become another tool since is not called.
            var list = await lists.OfAsync(server, tenant, ends.Token);
            return list.Fault is { } fault ? ToolResult.Error(OutcomeOf(fault))
                : list.Tools.GetValueOrDefault(tool.Name) is not { } now || now.Definition != tool.Definition || !IsPinned(server, now) ? ToolResult.Error(ToolOutcome.ChangedDefinition)
                : await AdmittedAsync(server, tenant, tool, argumentsJson, ends.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return ToolResult.Error(ToolOutcome.Timeout);
        }
        catch (ToolServerException e)
        {
            return ToolResult.Error(OutcomeOf(e.Kind));
        }
    }

    private async Task<ToolResult> AdmittedAsync(ToolServerEntry server, string tenant, OfferedTool tool, string argumentsJson, CancellationToken cancellationToken)
    {
        var gate = gates.Of(server);
        if (!gate.TryTake())
        {
            return ToolResult.Error(ToolOutcome.RateLimited);
        }

        await gate.EnterAsync(cancellationToken);
        try
        {
            var given = await sessions.UseAsync(server, tenant, (session, token) => session.CallAsync(tool.Name, argumentsJson, token), cancellationToken);
            return Encoding.UTF8.GetByteCount(given.Text) > server.Limits.MaxResultBytes ? ToolResult.Error(ToolOutcome.ResultTooLarge) : ToolResult.Of(given.Text, given.Failed);
        }
        finally
        {
            gate.Leave();
        }
    }

    private bool IsPinned(ToolServerEntry server, OfferedTool tool)
    {
        if (!server.Pins.TryGetValue(tool.Name, out var pin) || pin == tool.Definition)
        {
            return true;
        }

        alerts.Changed(server.Name, tool.Name, pin, tool.Definition);
        return false;
    }

    private static ToolOffer Missing(string server, ToolOutcome why) => new([], [new MissingServer(server, why)]);

    private static ToolOutcome OutcomeOf(ToolFaultKind fault) => fault switch
    {
        ToolFaultKind.Credentials => ToolOutcome.Credentials,
        ToolFaultKind.Busy => ToolOutcome.Busy,
        ToolFaultKind.TooLarge => ToolOutcome.ResultTooLarge,
        ToolFaultKind.Malformed => ToolOutcome.Malformed,
        _ => ToolOutcome.Unreachable,
    };
}
