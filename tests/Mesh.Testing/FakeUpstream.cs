using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mesh.Testing;

/// <summary>An upstream on loopback that answers by script and misbehaves when told to.</summary>
public sealed class FakeUpstream : IAsyncDisposable
{
    private const int MostKept = 10_000;
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<UpstreamRequest> _requests = new();
    private long _started;
    private long _completed;
    private long _aborted;
    private long _abortedAt;

    private FakeUpstream(WebApplication app) => _app = app;

    /// <summary>The API's root.</summary>
    public string Url { get; private set; } = "";

    /// <summary>What is answered; may be changed at any time.</summary>
    public required Func<UpstreamRequest, UpstreamReply> Script { get; set; }

    /// <summary>Whether requests are kept for tests to look at (at most 10,000).</summary>
    public bool Keeps { get; set; } = true;

    /// <summary>The requests so far.</summary>
    public IReadOnlyList<UpstreamRequest> Requests => [.. _requests];

    /// <summary>Requests begun.</summary>
    public long Started => Interlocked.Read(ref _started);

    /// <summary>Answers given whole, up to the piece that leaves last.</summary>
    public long Completed => Interlocked.Read(ref _completed);

    /// <summary>Requests whose caller went away.</summary>
    public long Aborted => Interlocked.Read(ref _aborted);

    /// <summary>When the last caller went away, in <see cref="Stopwatch"/> ticks.</summary>
    public long AbortedAt => Interlocked.Read(ref _abortedAt);

    /// <summary>Starts one.</summary>
    public static async Task<FakeUpstream> StartAsync(Func<UpstreamRequest, UpstreamReply> script, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");

        // A piece is written when it has left, and not when it waits to leave: a reset behind it takes nothing back.
        builder.WebHost.UseSockets(sockets => sockets.MaxWriteBufferSize = 1);
        var app = builder.Build();
        var upstream = new FakeUpstream(app) { Script = script };
        app.Run(upstream.ServeAsync);
        await app.StartAsync();
        upstream.Url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/v1";
        return upstream;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        Interlocked.Increment(ref _started);

        // Before the body is read: who leaves in its middle has left too.
        var counted = 0;
        using var gone = context.RequestAborted.Register(CountGone);
        try
        {
            var request = await ReadAsync(context);
            if (Keeps && _requests.Count < MostKept)
            {
                _requests.Enqueue(request);
            }

            await WriteAsync(context, Script(request), CountWhole);
            CountWhole();
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // It may end by the caller's going away before the registration hears of it, which is disposed of then.
            CountGone();
        }

        void CountWhole()
        {
            if (Interlocked.Exchange(ref counted, 1) == 0)
            {
                Interlocked.Increment(ref _completed);
            }
        }

        void CountGone()
        {
            if (Interlocked.Exchange(ref counted, 1) == 0)
            {
                Interlocked.Exchange(ref _abortedAt, Stopwatch.GetTimestamp());
                Interlocked.Increment(ref _aborted);
            }
        }
    }

    private static async Task<UpstreamRequest> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        return new UpstreamRequest(context.Request.Path, context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray());
    }

    // Who has read the last piece may close the connection before its writer goes on: the answer is whole once that piece leaves.
    private static async Task WriteAsync(HttpContext context, UpstreamReply reply, Action whole)
    {
        var cancelled = context.RequestAborted;
        await Task.Delay(reply.FirstDelay, cancelled);
        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = reply.ContentType;
        foreach (var (name, value) in reply.Headers)
        {
            context.Response.Headers[name] = value;
        }

        for (var i = 0; i < reply.Pieces.Count; i++)
        {
            if (i > 0 && reply.PieceDelay > TimeSpan.Zero)
            {
                await Task.Delay(reply.PieceDelay, cancelled);
            }

            if (i == reply.Pieces.Count - 1 && reply.Ending == UpstreamEnding.Complete)
            {
                whole();
            }

            await context.Response.Body.WriteAsync(reply.Pieces[i], cancelled);
            await context.Response.Body.FlushAsync(cancelled);
        }

        if (reply.Ending == UpstreamEnding.Reset)
        {
            context.Abort();
        }
        else if (reply.Ending == UpstreamEnding.Silence)
        {
            await Task.Delay(Timeout.Infinite, cancelled);
        }
    }
}
