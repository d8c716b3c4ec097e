using System.Text.Json;
using Mesh.Contracts.Catalog;
using Mesh.Providers.Egress;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Mesh.Providers.Tools;

/// <summary>
/// A session with a tool server by the Model Context Protocol over streamable HTTP. The server may ask the mesh for nothing: neither models nor files nor answers of people are
/// offered to it. Any number of calls at once.
/// </summary>
public sealed class ToolSession : IAsyncDisposable
{
    /// <summary>Most tools of a server that are taken.</summary>
    public const int MostTools = 256;

    private const int MostPages = 16;
    private const int MostReconnections = 2;
    private const string WithoutSessions = "2026-07-28";
    private static readonly TimeSpan s_mostProbe = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_mostFarewell = TimeSpan.FromSeconds(5);

    private readonly McpClient _client;
    private readonly HttpClientTransport _transport;
    private readonly TimeProvider _time;

    private ToolSession(McpClient client, HttpClientTransport transport, TimeProvider time) => (_client, _transport, _time) = (client, transport, time);

    /// <summary>Whether it can still be used, as far as is known.</summary>
    public bool IsOpen => !_client.Completion.IsCompleted;

    /// <summary>Opens one.</summary>
    /// <param name="server">The server.</param>
    /// <param name="http">The way out.</param>
    /// <param name="secrets">Where its key is.</param>
    /// <param name="version">The mesh's version, which it is told.</param>
    /// <param name="listChanged">Called when the server says that its tools have changed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ToolServerException">It cannot be opened.</exception>
    public static async Task<ToolSession> OpenAsync(
        ToolServerEntry server, UpstreamHttp http, SecretReader secrets, string version, Action listChanged, TimeProvider time, CancellationToken cancellationToken)
    {
        using var exchange = ToolExchange.Begin(cancellationToken);
        var transport = new HttpClientTransport(
            new HttpClientTransportOptions
            {
                Endpoint = server.Url,
                Name = server.Name,
                TransportMode = HttpTransportMode.StreamableHttp,
                ConnectionTimeout = server.ConnectTimeout,
                MaxReconnectionAttempts = MostReconnections,
            },
            new HttpClient(new ToolServerHandler(http, server, secrets)) { Timeout = Timeout.InfiniteTimeSpan },
            loggerFactory: null,
            ownsHttpClient: true);
        try
        {
            var options = new McpClientOptions
            {
                ClientInfo = new Implementation { Name = "MeshSilo", Version = version },
                InitializationTimeout = server.Limits.CallTimeout,
                DiscoverProbeTimeout = server.Limits.CallTimeout / 2 < s_mostProbe ? server.Limits.CallTimeout / 2 : s_mostProbe,
                TimeProvider = time,
                Handlers = new McpClientHandlers
                {
                    NotificationHandlers = [new(NotificationMethods.ToolListChangedNotification, (_, _) => Told(listChanged))],
                },
            };
            return new ToolSession(await McpClient.CreateAsync(transport, options, loggerFactory: null, exchange.Token), transport, time);
        }
        catch (Exception e)
        {
            await transport.DisposeAsync();
            throw Fault(exchange, e, cancellationToken);
        }
    }

    /// <summary>The server's tools.</summary>
    /// <exception cref="ToolServerException">It does not tell.</exception>
    public async Task<ServerToolList> ListAsync(CancellationToken cancellationToken)
    {
        using var exchange = ToolExchange.Begin(cancellationToken);
        try
        {
            var (tools, fresh, cursor) = (new List<ServerTool>(), (TimeSpan?)null, (string?)null);
            for (var page = 0; page < MostPages && tools.Count <= MostTools; page++)
            {
                var told = await _client.ListToolsAsync(new ListToolsRequestParams { Cursor = cursor }, exchange.Token);
                tools.AddRange(told.Tools.Select(t => new ServerTool(t.Name, t.Description ?? "", t.InputSchema.Clone())));
                fresh = told.TimeToLive is { } life && (fresh is null || life < fresh) ? life : fresh;
                cursor = told.NextCursor;
                if (cursor is null)
                {
                    break;
                }
            }

            return new ServerToolList([.. tools.Take(MostTools)], fresh, cursor is not null || tools.Count > MostTools);
        }
        catch (Exception e)
        {
            throw Fault(exchange, e, cancellationToken);
        }
    }

    /// <summary>Calls a tool. Cancelling it tells the server so.</summary>
    /// <param name="tool">Its name.</param>
    /// <param name="argumentsJson">A JSON object.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ToolServerException">It gave nothing that can be used.</exception>
    public async Task<ServerToolResult> CallAsync(string tool, string argumentsJson, CancellationToken cancellationToken)
    {
        using var exchange = ToolExchange.Begin(cancellationToken);
        try
        {
            using var arguments = JsonDocument.Parse(argumentsJson);
            var call = new CallToolRequestParams { Name = tool, Arguments = arguments.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.Clone(), StringComparer.Ordinal) };
            var result = await _client.CallToolAsync(call, exchange.Token);
            return new ServerToolResult(ToolResultText.Of(result), result.IsError == true);
        }
        catch (Exception e)
        {
            if (exchange.Token.IsCancellationRequested && exchange.RequestId is { } id)
            {
                _ = TellOfEndAsync(id);
            }

            throw Fault(exchange, e, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _transport.DisposeAsync();
    }

    // Before its revision of 2026-07-28 a server takes a connection that is closed for nothing but that. Nobody waits for this.
    private async Task TellOfEndAsync(JsonElement id)
    {
        if (string.CompareOrdinal(_client.NegotiatedProtocolVersion, WithoutSessions) >= 0)
        {
            return;
        }

        using var patience = new CancellationTokenSource(s_mostFarewell, _time);
        try
        {
            var told = new CancelledNotificationParams { RequestId = id.Deserialize<RequestId>(McpJsonUtilities.DefaultOptions), Reason = "Nobody waits for it." };
            await _client.SendNotificationAsync(NotificationMethods.CancelledNotification, told, McpJsonUtilities.DefaultOptions, patience.Token);
        }
        catch (Exception)
        {
            // A server that does not hear of it ends the call in its own time.
        }
    }

    private static ValueTask Told(Action listChanged)
    {
        listChanged();
        return ValueTask.CompletedTask;
    }

    private static Exception Fault(ToolExchange exchange, Exception e, CancellationToken cancellationToken) =>
        exchange.Fault is { } fault ? new ToolServerException(fault, e)
        : cancellationToken.IsCancellationRequested ? e as OperationCanceledException ?? new OperationCanceledException(e.Message, e, cancellationToken)
        : new ToolServerException(e is McpException or JsonException or FormatException or InvalidOperationException ? ToolFaultKind.Malformed : ToolFaultKind.Unreachable, e);
}
