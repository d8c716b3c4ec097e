using System.Net;
using System.Text;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Embeddings;
using Mesh.Contracts.Routing;
using Mesh.Providers.Egress;
using Mesh.Providers.Egress.Fetching;
using Mesh.Providers.OpenAI;
using Mesh.Providers.OpenAI.Requests;
using Mesh.Providers.Pipeline;
using Mesh.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Providers.Tests;

/// <summary>Calls a provider as a plan does, against a fake upstream on a real socket.</summary>
internal sealed class OpenAICalls : IDisposable
{
    public const string Hello = """{"model":"r","messages":[{"role":"user","content":"hello"}]}""";
    public const string HelloStream = """{"model":"r","stream":true,"messages":[{"role":"user","content":"hello"}]}""";

    private readonly UpstreamHttp _http = new();
    private readonly UrlFetcher _fetcher;

    public OpenAICalls(Func<string, string?>? environment = null, TimeProvider? time = null, Func<IPAddress, bool>? allowed = null)
    {
        // The machine may be busy: a fetch has all the time.
        _fetcher = new UrlFetcher((_, _) => Task.FromResult(new[] { IPAddress.Loopback }), allowed ?? PublicAddresses.Contain, time ?? new FakeTimeProvider());
        time ??= TimeProvider.System;
        Provider = new OpenAIProvider(_http, new SecretReader(environment ?? (_ => null), time), new MediaInliner(_fetcher), time);
    }

    public OpenAIProvider Provider { get; }

    public static UpstreamTarget Target(string url, Func<ProviderEntry, ProviderEntry>? change = null)
    {
        var provider = new ProviderEntry { Name = "p", Kind = ProviderKind.OpenAICompatible, BaseUrl = new Uri(url), ConnectTimeout = TimeSpan.FromMinutes(1) };
        return new UpstreamTarget(
            new EndpointEntry { Name = "e", Provider = "p", Model = "m", UpstreamModel = "up-1" },
            new ModelEntry { Name = "m" },
            change?.Invoke(provider) ?? provider);
    }

    public static UpstreamTarget Target(string url, string preset) => Target(url, p => p with { Preset = preset });

    /// <summary>A task as the OpenAI door makes it.</summary>
    public static ChatTask Native(string body)
    {
        var scan = OpenAIChatScan.Read(Encoding.UTF8.GetBytes(body), vendorObjects: true);
        return new ChatTask(Query, () => OpenAIRequestReader.Read(scan.Body.Bytes), scan.Stream, scan.Body) { UsageWanted = scan.Body.UsageWanted };
    }

    /// <summary>The same as the gRPC door makes it: records, no bytes.</summary>
    public static ChatTask Records(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return new ChatTask(Query, OpenAIRequestReader.Read(bytes), OpenAIChatScan.Read(bytes, vendorObjects: true).Stream);
    }

    public static EmbeddingTask Embedding(string body) => new() { Query = Query, Native = Encoding.UTF8.GetBytes(body) };

    /// <summary>All frames of an answer; throws what the answer throws.</summary>
    public async Task<IReadOnlyList<ContentFrame>> AskAsync(UpstreamTarget target, ChatTask task)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var answer = await Provider.ChatAsync(target, task, patience.Token);
        var frames = new List<ContentFrame>();
        await foreach (var frame in answer.ReadAsync(patience.Token))
        {
            frames.Add(frame);
        }

        return frames;
    }

    /// <summary>What one reply becomes.</summary>
    public static async Task<IReadOnlyList<ContentFrame>> AskAsync(UpstreamReply reply, string body = HelloStream)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => reply);
        using var calls = new OpenAICalls();
        return await calls.AskAsync(Target(upstream.Url), Native(body));
    }

    /// <summary>The fault that one reply becomes.</summary>
    public static Task<UpstreamException> FaultAsync(UpstreamReply reply, string body = HelloStream) =>
        Assert.ThrowsAsync<UpstreamException>(() => AskAsync(reply, body));

    public static IReadOnlyList<ChatEvent> Events(IEnumerable<ContentFrame> frames) => [.. frames.SelectMany(f => f.Read())];

    public static string Text(IEnumerable<ContentFrame> frames) => string.Concat(Events(frames).OfType<TextDelta>().Select(t => t.Text));

    public void Dispose()
    {
        _http.Dispose();
        _fetcher.Dispose();
    }

    private static RouteQuery Query => new() { Target = "r", InputTokensExpected = 10 };
}
