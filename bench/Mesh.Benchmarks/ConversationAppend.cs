using BenchmarkDotNet.Attributes;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Conversations.Engine;
using Mesh.Conversations.Log;
using Mesh.Grains.Hosting;
using Mesh.Grains.Redis;
using Mesh.Grains.Storage;
using Mesh.Testing.Programs;
using Mesh.Trust;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Benchmarks;

/// <summary>
/// What a turn costs a conversation that has some: its two writes, of a question of 200 characters and an answer of 800, each on the disk
/// before it counts. And what it costs to open the conversation: its head and the last 8 turns.
/// </summary>
public class ConversationAppend
{
    /// <summary>Operations in one measure.</summary>
    public const int Each = 128;

    private const int Short = 1000;

    // So many short ones that none grows to twice its length while it is measured.
    private const int ShortOnes = 16;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mesh-bench-");
    private RedisServer? _redis;
    private IHost _host = null!;
    private IConversationLog _log = null!;
    private ConversationKey[] _keys = [];
    private int _made;

    /// <summary>Which store.</summary>
    [Params("sqlite", "redis")]
    public string Store { get; set; } = "";

    /// <summary>How many turns the conversation has before.</summary>
    [Params(10, 10_000)]
    public int Turns { get; set; }

    /// <summary>Opens the store as a silo does, without the silo.</summary>
    [GlobalSetup]
    public async Task OpenAsync()
    {
        _redis = Store == "redis" ? await RedisServer.StartAsync(durable: true) : null;
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering().UseClusterTrust(_ => ClusterTrust.OfOneProcess(TimeProvider.System));
            _ = _redis is null
                ? silo.AddSqliteGrainStorage(_folder.FullName)
                : silo.UseRedisCluster(new RedisClusterOptions(_redis.Connection, "bench", Path.Combine(_folder.FullName, "dataset"), RedisDurability.Durable, Adopt: false));
        });
        _host = builder.Build();
        await (_host.Services.GetService<RedisStart>()?.CheckAsync(default) ?? Task.CompletedTask);
        _log = _host.Services.GetRequiredService<IConversationLog>();
        await MakeAsync(Turns < Short ? ShortOnes : 1);
    }

    /// <summary>Short conversations would grow from measure to measure: each gets new ones. A long one grows by a fifth over all of them.</summary>
    [IterationSetup]
    public void BeginAnew()
    {
        if (Turns < Short)
        {
            MakeAsync(ShortOnes).GetAwaiter().GetResult();
        }
    }

    /// <summary>Closes the store.</summary>
    [GlobalCleanup]
    public async Task CloseAsync()
    {
        await ((IAsyncDisposable)_host).DisposeAsync();
        await (_redis?.DisposeAsync() ?? default);
        _folder.Delete(recursive: true);
    }

    /// <summary>A turn, begun and committed.</summary>
    [Benchmark(OperationsPerInvoke = Each)]
    public async Task AppendAsync()
    {
        for (var i = 0; i < Each; i++)
        {
            await TurnAsync(_keys[i % _keys.Length], Guid.NewGuid().ToString());
        }
    }

    /// <summary>The head, checked, and the last turns.</summary>
    [Benchmark(OperationsPerInvoke = Each)]
    public async Task<int> OpenConversationAsync()
    {
        var read = 0;
        for (var i = 0; i < Each; i++)
        {
            var key = _keys[i % _keys.Length];
            var head = await new ConversationEngine(key, _log, TimeProvider.System).ReadAsync(null, default);
            read += (await _log.ReadTurnsAsync(key, head.Leaf - 7, 8, default)).Count;
        }

        return read;
    }

    private async Task MakeAsync(int count)
    {
        _keys = [.. Enumerable.Range(_made, count).Select(n => new ConversationKey("bench", $"c{n}"))];
        _made += count;
        await Task.WhenAll(_keys.Select(FillAsync));
    }

    private async Task FillAsync(ConversationKey key)
    {
        await new ConversationEngine(key, _log, TimeProvider.System).CreateAsync(new ConversationSettings(), "h", default);
        var like = await TurnAsync(key, "t1");
        var head = (await _log.ReadHeadAsync(key, default))!;
        for (var from = 2; from <= Turns; from += LogBounds.MostTurnsWritten)
        {
            var last = Math.Min(Turns, from + LogBounds.MostTurnsWritten - 1);
            var next = head with { Sequence = head.Sequence + 1, Turns = last, Version = last, Leaf = last, LastCommitted = last };
            var turns = Enumerable.Range(from, last - from + 1).Select(n => like with { Number = n, Parent = n - 1, Version = n, Request = like.Request with { TurnId = $"t{n}" } });
            await _log.WriteAsync(key, new LogWrite { Seen = head, Head = next, Turns = [.. turns] }, default);
            head = next;
        }
    }

    private async Task<TurnRecord> TurnAsync(ConversationKey key, string id)
    {
        var engine = new TurnEngine(key, _log, new NobodyDies(), TimeProvider.System);
        var chat = new ChatRequest { Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart(new string('q', 200))] }] };
        var turn = (await engine.BeginAsync(new TurnRequest { TurnId = id, Hash = "h", Chat = chat }, "silo", default)).Turn!;
        var answer = new TurnAnswer { Message = new ChatMessage { Role = ChatRole.Assistant, Parts = [new TextPart(new string('a', 800))] }, FinishReason = "stop" };
        return (await engine.EndAsync(new TurnLease(turn.Number, turn.Attempt, turn.Epoch), new TurnEnding(TurnState.Committed, answer), default)).Turn!;
    }

    private sealed class NobodyDies : IOwnerLiveness
    {
        public bool IsDead(string owner) => false;
    }
}
