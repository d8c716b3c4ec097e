using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Mesh.Load.Proxies;

/// <summary>An upstream that answers with prepared bytes, so that what is measured is the proxy before it.</summary>
internal static class BenchUpstream
{
    /// <summary>Events of a stream.</summary>
    public const int Frames = 200;

    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(50);
    private static readonly byte[] s_whole = Encoding.ASCII.GetBytes("""{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"unary","choices":[{"index":0,"message":{"role":"assistant","content":"And all the men and women merely players; they have their exits and their entrances, and one man in his time plays many parts."},"finish_reason":"stop"}],"usage":{"prompt_tokens":75,"completion_tokens":30,"total_tokens":105}}""");
    private static readonly byte[] s_models = Encoding.ASCII.GetBytes("""{"object":"list","data":[{"id":"unary","object":"model"},{"id":"burst","object":"model"},{"id":"paced","object":"model"}]}""");
    private static readonly byte[][] s_events =
    [
        .. Enumerable.Range(0, Frames - 3).Select(i => Event($$"""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":" word{{i}}"},"finish_reason":null}]}""")),
        Event("""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"""),
        Event("""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":75,"completion_tokens":197,"total_tokens":272}}"""),
        Event("[DONE]"),
    ];

    /// <summary>Serves until the process is ended.</summary>
    public static async Task<int> ServeAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        await using var app = builder.Build();
        app.Run(AnswerAsync);
        await app.RunAsync();
        return 0;
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == "/v1/models")
        {
            // A worker looks for what an engine serves.
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync(s_models);
            return;
        }

        var body = new byte[context.Request.ContentLength ?? 0];
        await context.Request.Body.ReadExactlyAsync(body);
        if (body.AsSpan().IndexOf("\"stream\":true"u8) < 0)
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = s_whole.Length;
            await context.Response.Body.WriteAsync(s_whole);
            return;
        }

        context.Response.ContentType = "text/event-stream";
        using var pace = body.AsSpan().IndexOf("\"paced\""u8) >= 0 ? new PeriodicTimer(s_pace) : null;
        foreach (var piece in s_events)
        {
            if (pace is not null)
            {
                await pace.WaitForNextTickAsync(context.RequestAborted);
            }

            await context.Response.Body.WriteAsync(piece, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private static byte[] Event(string data) => Encoding.ASCII.GetBytes($"data: {data}\n\n");
}
