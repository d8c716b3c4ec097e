using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Mesh.Contracts.Access;
using Mesh.Contracts.Caching;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Grains.Caching;
using Mesh.Providers.OpenAI.Requests;
using Mesh.Strategies.Caching;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Mesh.Benchmarks;

/// <summary>What the exact cache costs a request: the key of its body, and the look for its answer of 2 kB among 10,000.</summary>
[MemoryDiagnoser]
public class AnswerCacheBenchmark : IDisposable
{
    private const int Answers = 10_000;
    private static readonly TimeSpan s_ttl = TimeSpan.FromHours(1);
    private static readonly CallerIdentity s_caller = new("k1", "acme", "web", []);
    private readonly CachePolicy _policy = new() { Ttl = s_ttl };
    private readonly RouteEntry _route = new() { Name = "faq", Candidates = ["m"] };
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private HybridAnswerStore _store = null!;
    private ChatTask _task = null!;
    private int _next;

    /// <summary>Bytes of the prompt.</summary>
    [Params(300, 4096)]
    public int Prompt { get; set; }

    /// <summary>Fills the cache.</summary>
    [GlobalSetup]
    public async Task SetUpAsync()
    {
        var body = Encoding.UTF8.GetBytes($$"""{"model":"faq","messages":[{"role":"system","content":"You are brief."},{"role":"user","content":{{JsonSerializer.Serialize(MadePrompts.Of(Prompt, 1))}}}],"max_tokens":200}""");
        _task = new ChatTask(new RouteQuery { Target = "faq" }, () => throw new InvalidOperationException(), streaming: false, OpenAIChatScan.Read(body).Body);
        _store = new HybridAnswerStore(256L * 1024 * 1024, _services.GetRequiredService<Serializer>(), null, TimeProvider.System);
        for (var i = 0; i < Answers; i++)
        {
            await _store.KeepAsync($"a/{i}", Answer(), s_ttl);
        }
    }

    /// <summary>Ends what was set up.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _store.Dispose();
        _services.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The key.</summary>
    [Benchmark]
    public string Key() => CacheKey.Of(_policy, _route, Decision(), _task, s_caller).Key;

    /// <summary>A kept answer, its bytes not sent.</summary>
    [Benchmark]
    public async ValueTask<RecordedAnswer?> Hit() => await _store.FindAsync($"a/{_next++ % Answers}", s_ttl, CancellationToken.None);

    private static RouteDecision Decision() => new()
    {
        Id = "id",
        Route = "faq",
        Revision = 1,
        Prefer = Prefer.Balanced,
        Balance = Balance.LeastLoad,
        Candidates = [],
        Eligible = 0,
        Deadline = TimeSpan.FromMinutes(1),
    };

    private static RecordedAnswer Answer() => new()
    {
        Pieces = [new RecordedPiece { Dialect = Dialect.OpenAI, Raw = new byte[2048] }],
        Model = "m",
        UpstreamModel = "up",
        Endpoint = "e",
        Usage = new TokenUsage { Input = 100, Output = 300 },
        CostUsd = 0.01m,
        At = DateTimeOffset.UtcNow,
    };
}
