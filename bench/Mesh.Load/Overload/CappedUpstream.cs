using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Mesh.Load.Overload;

/// <summary>An upstream that serves so many calls at once, each for 200 ms, and answers 429 above that. <c>GET /refused</c> tells how many.</summary>
internal static class CappedUpstream
{
    /// <summary>Calls that it serves at once.</summary>
    public const int Cap = 20;

    private static readonly TimeSpan s_call = TimeSpan.FromMilliseconds(200);
    private static readonly byte[] s_answer = Encoding.ASCII.GetBytes("""{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"They have their exits and their entrances."},"finish_reason":"stop"}],"usage":{"prompt_tokens":75,"completion_tokens":9,"total_tokens":84}}""");
    private static int s_busy;
    private static int s_refused;

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
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.WriteAsync(Volatile.Read(ref s_refused).ToString(CultureInfo.InvariantCulture));
            return;
        }

        await context.Request.Body.CopyToAsync(Stream.Null);
        context.Response.ContentType = "application/json";
        if (Interlocked.Increment(ref s_busy) > Cap)
        {
            Interlocked.Decrement(ref s_busy);
            Interlocked.Increment(ref s_refused);
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return;
        }

        try
        {
            await Task.Delay(s_call, context.RequestAborted);
        }
        finally
        {
            // Before the answer leaves: whoever reads it may call again at once.
            Interlocked.Decrement(ref s_busy);
        }

        context.Response.ContentLength = s_answer.Length;
        await context.Response.Body.WriteAsync(s_answer, context.RequestAborted);
    }
}
