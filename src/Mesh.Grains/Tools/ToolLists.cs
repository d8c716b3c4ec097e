using Mesh.Contracts.Catalog;
using Mesh.Providers.Tools;
using Mesh.Strategies.Tools;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Tools;

/// <summary>What tools the servers have: asked for when it is needed, kept for as long as the catalogue and the server say, asked for anew when the server says that it has changed.</summary>
public sealed partial class ToolLists
{
    // A server that does not answer holds nobody up again for so long.
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(5);

    // Whatever a server says, it is not asked more often.
    private static readonly TimeSpan s_leastFresh = TimeSpan.FromSeconds(1);

    private readonly ToolSessions _sessions;
    private readonly TimeProvider _time;
    private readonly ILogger<ToolLists> _logger;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Known> _lists = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Dictionary<string, string>> _told = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Knows nothing yet.</summary>
    /// <param name="sessions">The way to servers.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Tells operators of tools.</param>
    public ToolLists(ToolSessions sessions, TimeProvider time, ILogger<ToolLists> logger)
    {
        (_sessions, _time, _logger) = (sessions, time, logger);
        sessions.ListChanged += Changed;
    }

    /// <summary>The tools of a server.</summary>
    /// <param name="server">The server.</param>
    /// <param name="tenant">For whom it is asked, if it must be.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    internal Task<ToolList> OfAsync(ToolServerEntry server, string tenant, CancellationToken cancellationToken)
    {
        var connection = ToolConnection.Of(server);
        lock (_gate)
        {
            if (!_lists.TryGetValue(server.Name, out var known) || known.Connection != connection || IsOver(known))
            {
                known = new Known(connection, AskAsync(server, tenant), _time.GetTimestamp());
                _lists[server.Name] = known;
            }

            return known.List.WaitAsync(cancellationToken);
        }
    }

    private void Changed(string server)
    {
        lock (_gate)
        {
            if (_lists.TryGetValue(server, out var known))
            {
                known.HasChanged = true;
            }
        }
    }

    private bool IsOver(Known known)
    {
        var age = _time.GetElapsedTime(known.AskedAt);
        return known.List.IsCompleted && age >= s_leastFresh && (known.HasChanged || !known.List.IsCompletedSuccessfully || age >= known.List.Result.Fresh);
    }

    // On nobody's behalf: whoever asked for it first may leave while others wait for it.
    private async Task<ToolList> AskAsync(ToolServerEntry server, string tenant)
    {
        using var timeout = new CancellationTokenSource(server.Limits.CallTimeout, _time);
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            var told = await _sessions.UseAsync(server, tenant, (session, token) => session.ListAsync(token), timeout.Token);
            OfferedTool[] tools = [.. told.Tools.Select(t => ToolDefinitions.Of(server.Name, t)).OfType<OfferedTool>().DistinctBy(t => t.Name)];
            Tell(server.Name, tools, told.Tools.Count - tools.Length, told.LeftOut);
            return new ToolList(tools.ToDictionary(t => t.Name, StringComparer.Ordinal), told.Fresh is { } life && life < server.Refresh ? life : server.Refresh);
        }
        catch (Exception e)
        {
            // Whatever a server's answer does to its reader, those who wait for it hear that there is no list.
            return new ToolList(new Dictionary<string, OfferedTool>(), s_rest, (e as ToolServerException)?.Kind ?? (e is OperationCanceledException ? ToolFaultKind.Unreachable : ToolFaultKind.Malformed));
        }
    }

    // By this line an operator knows what to pin; a definition is told of once.
    private void Tell(string server, OfferedTool[] tools, int unusable, bool leftOut)
    {
        if (unusable > 0 || leftOut)
        {
            LogUnusable(server, unusable, ToolSession.MostTools);
        }

        lock (_gate)
        {
            var before = _told.GetValueOrDefault(server) ?? [];
            foreach (var tool in tools.Where(t => before.GetValueOrDefault(t.Name) != t.Definition))
            {
                LogTool(server, tool.Name, tool.Definition);
            }

            _told[server] = tools.ToDictionary(t => t.Name, t => t.Definition, StringComparer.Ordinal);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Tool server {Server} has the tool {Tool}, defined as sha256:{Definition}")]
    private partial void LogTool(string server, string tool, string definition);

    [LoggerMessage(2, LogLevel.Warning, "Of tool server {Server} {Unusable} tools are left out, and those beyond {Most}: their names, or the schemas of their arguments, cannot be used")]
    private partial void LogUnusable(string server, int unusable, int most);

    private sealed class Known(ToolConnection connection, Task<ToolList> list, long askedAt)
    {
        public ToolConnection Connection => connection;

        public Task<ToolList> List => list;

        public long AskedAt => askedAt;

        public bool HasChanged { get; set; }
    }
}
