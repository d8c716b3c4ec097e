using Mesh.Strategies.Tools;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Tools;

/// <summary>Writes down each call of a tool: for whom, which, and what became of it. Neither arguments nor results stand in it.</summary>
public sealed partial class ToolAudit(ILogger<ToolAudit> logger)
{
    /// <summary>A call has ended.</summary>
    /// <param name="call">The call.</param>
    internal void Called(AuditedToolCall call) =>
        LogCalled(call.Server, call.Tool, call.Tenant, call.Key, ToolOutcomes.NameOf(call.Outcome), call.Bytes, (long)call.Took.TotalMilliseconds, call.Decision);

    [LoggerMessage(1, LogLevel.Information, "Tool {Server}/{Tool} was called for tenant {Tenant} by key {Key}: {Outcome}, {Bytes} bytes in {Milliseconds} ms, decision {Decision}")]
    private partial void LogCalled(string server, string tool, string tenant, string key, string outcome, int bytes, long milliseconds, string decision);
}
