using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mesh.Testing.Tools;

/// <summary>A server of the Model Context Protocol on loopback, with sessions, that misbehaves when told to.</summary>
public sealed class FakeToolServer : IAsyncDisposable
{
    private const string SessionHeader = "Mcp-Session-Id";
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<FakeToolCall> _calls = [];
    private readonly ConcurrentDictionary<string, Channel<string>> _sessions = [];
    private int _opened;
    private int _listed;
    private int _cancelled;
    private int _open;

    private FakeToolServer(WebApplication app) => _app = app;

    /// <summary>Its address.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Its tools; may be changed at any time.</summary>
    public required IReadOnlyList<FakeTool> Tools { get; set; }

    /// <summary>The status of every answer; 200 to answer.</summary>
    public int Status { get; set; } = 200;

    /// <summary>Every call, in the order in which it came.</summary>
    public IReadOnlyList<FakeToolCall> Calls => [.. _calls];

    /// <summary>Sessions that were opened.</summary>
    public int Opened => Volatile.Read(ref _opened);

    /// <summary>Sessions that are held.</summary>
    public int Held => _sessions.Count;

    /// <summary>How often its tools were asked for.</summary>
    public int Listed => Volatile.Read(ref _listed);

    /// <summary>Calls of which it was told that nobody waits for them.</summary>
    public int Cancelled => Volatile.Read(ref _cancelled);

    /// <summary>Calls that have not been answered.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Starts one.</summary>
    public static Task<FakeToolServer> StartAsync(params FakeTool[] tools) => StartAsync(0, tools);

    /// <summary>Starts one at a port of loopback; 0 for any.</summary>
    public static async Task<FakeToolServer> StartAsync(int port, FakeTool[] tools)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        var server = new FakeToolServer(app) { Tools = tools };
        app.MapPost("/mcp", server.PostAsync);
        app.MapGet("/mcp", server.GetAsync);
        app.MapDelete("/mcp", (HttpContext context) => server._sessions.TryRemove(context.Request.Headers[SessionHeader].ToString(), out _));
        await app.StartAsync();
        server.Url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/mcp";
        return server;
    }

    /// <summary>Forgets every session, as after a restart.</summary>
    public void Forget() => _sessions.Clear();

    /// <summary>Says in every session that its tools have changed.</summary>
    public void TellOfChange()
    {
        foreach (var session in _sessions.Values)
        {
            session.Writer.TryWrite("""{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}""");
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task PostAsync(HttpContext context)
    {
        var message = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
        var (method, id, parameters) = (message["method"]?.GetValue<string>() ?? "", message["id"], message["params"]?.AsObject());
        var session = context.Request.Headers[SessionHeader].ToString();
        if (Status != 200 || (method is not ("initialize" or "server/discover") && !_sessions.ContainsKey(session)))
        {
            context.Response.StatusCode = Status != 200 ? Status : 404;
            return;
        }

        switch (method)
        {
            case "initialize":
                session = $"s{Interlocked.Increment(ref _opened)}";
                _sessions[session] = Channel.CreateUnbounded<string>();
                context.Response.Headers[SessionHeader] = session;
                await WriteAsync(context, Result(id, """{"protocolVersion":"2025-06-18","capabilities":{"tools":{"listChanged":true}},"serverInfo":{"name":"fake","version":"1"}}"""));
                break;
            case "tools/list":
                Interlocked.Increment(ref _listed);
                await WriteAsync(context, Result(id, $$"""{"tools":[{{string.Join(',', Tools.Select(Told))}}]}"""));
                break;
            case "tools/call":
                await CallAsync(context, id, session, parameters!);
                break;
            case "notifications/cancelled":
                Interlocked.Increment(ref _cancelled);
                context.Response.StatusCode = 202;
                break;
            default:
                context.Response.StatusCode = id is null ? 202 : 200;
                if (id is not null)
                {
                    await WriteAsync(context, Error(id, -32601));
                }

                break;
        }
    }

    private async Task CallAsync(HttpContext context, JsonNode? id, string session, JsonObject parameters)
    {
        var (name, arguments) = (parameters["name"]!.GetValue<string>(), parameters["arguments"]?.ToJsonString() ?? "{}");
        Interlocked.Increment(ref _open);
        _calls.Enqueue(new FakeToolCall(name, arguments, session, context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        try
        {
            var reply = Tools.FirstOrDefault(t => t.Name == name)?.Answer(arguments) ?? new FakeToolReply { ProtocolError = -32602 };
            await Task.Delay(reply.Delay, context.RequestAborted);
            context.Response.StatusCode = reply.Status;
            if (reply.Status == 200)
            {
                var text = JsonSerializer.Serialize(reply.Text);
                await WriteAsync(context, reply.ProtocolError is { } error ? Error(id!, error) : Result(id, $$"""{"content":[{"type":"text","text":{{text}}}],"isError":{{(reply.Failed ? "true" : "false")}}}"""), reply.AsEvents);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Its caller has gone.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    // What it tells unasked.
    private async Task GetAsync(HttpContext context)
    {
        if (!_sessions.TryGetValue(context.Request.Headers[SessionHeader].ToString(), out var session))
        {
            context.Response.StatusCode = 404;
            return;
        }

        context.Response.ContentType = "text/event-stream";
        await context.Response.Body.FlushAsync();
        try
        {
            await foreach (var said in session.Reader.ReadAllAsync(context.RequestAborted))
            {
                await context.Response.WriteAsync($"event: message\ndata: {said}\n\n");
                await context.Response.Body.FlushAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The session is over.
        }
    }

    private static string Told(FakeTool tool) => $$"""{"name":{{JsonSerializer.Serialize(tool.Name)}},"description":{{JsonSerializer.Serialize(tool.Description)}},"inputSchema":{{tool.Schema}}}""";

    private static string Result(JsonNode? id, string result) => $$"""{"jsonrpc":"2.0","id":{{id?.ToJsonString()}},"result":{{result}}}""";

    private static string Error(JsonNode id, int code) => $$$"""{"jsonrpc":"2.0","id":{{{id.ToJsonString()}}},"error":{"code":{{{code}}},"message":"no"}}""";

    private static async Task WriteAsync(HttpContext context, string json, bool asEvents = false)
    {
        context.Response.ContentType = asEvents ? "text/event-stream" : "application/json";
        await context.Response.WriteAsync(asEvents ? $"event: message\ndata: {json}\n\n" : json);
    }
}
