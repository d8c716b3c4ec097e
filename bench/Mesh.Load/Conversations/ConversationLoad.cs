using System.Security.Cryptography;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Load.Processes;
using Mesh.Testing;
using Mesh.Testing.Programs;
using MeshSilo.V1;

namespace Mesh.Load.Conversations;

/// <summary>A mesh as its user starts it, over SQLite or a Redis, before an upstream in this process; and a client of its conversations.</summary>
internal sealed class ConversationLoad : IAsyncDisposable
{
    private const int AtOnce = 32;
    private readonly FakeUpstream _upstream;
    private readonly RedisServer? _redis;
    private readonly string _secret;
    private readonly GrpcChannel _channel;

    private ConversationLoad(FakeUpstream upstream, RedisServer? redis, string secret, MeshProcess mesh)
    {
        (_upstream, _redis, _secret, Mesh) = (upstream, redis, secret, mesh);
        _channel = GrpcChannel.ForAddress(mesh.GrpcUrl, new GrpcChannelOptions { MaxReceiveMessageSize = null });
        Service = new ConversationService.ConversationServiceClient(_channel);
    }

    public MeshProcess Mesh { get; }

    public ConversationService.ConversationServiceClient Service { get; }

    /// <summary>Starts them.</summary>
    /// <param name="redis">Whether conversations lie in a Redis.</param>
    /// <param name="answer">What every turn is answered.</param>
    /// <param name="context">The model's context in tokens.</param>
    public static async Task<ConversationLoad> StartAsync(bool redis, string answer, int context)
    {
        var upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, [answer]));
        upstream.Keeps = false;
        var server = redis ? await RedisServer.StartAsync() : null;
        var catalog = RunningMesh.Catalog(upstream.Url).Replace("context: 1000000", $"context: {context}", StringComparison.Ordinal);
        var secret = Path.GetTempFileName();
        await System.IO.File.WriteAllTextAsync(secret, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        var mesh = await MeshProcess.StartAsync(catalog, server is null ? [] : ["--redis", server.Connection, "--redis-durability", "volatile", "--cluster-secret", $"file:{secret}"]);
        return new ConversationLoad(upstream, server, secret, mesh);
    }

    /// <summary>Creates conversations and sends one turn to each.</summary>
    public Task FillAsync(string name, int count) => Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) =>
    {
        await CreateAsync($"{name}-{i}");
        await SendAsync($"{name}-{i}", "hello, how are you?");
    });

    /// <summary>Creates one.</summary>
    public async Task CreateAsync(string id) => await Service.CreateConversationAsync(new CreateConversationRequest { Id = id, Route = "m", Title = "a conversation of some length", Metadata = { ["kind"] = "load" } });

    /// <summary>Sends a turn and reads it to its end.</summary>
    public async Task SendAsync(string id, string text)
    {
        using var call = Service.SendTurn(new SendTurnRequest { ConversationId = id, Chat = new ChatRequest { Messages = { new Message { Role = Role.User, Parts = { new Part { Text = text } } } } } });
        Turn? over = null;
        await foreach (var frame in call.ResponseStream.ReadAllAsync())
        {
            over = frame.Over ?? over;
        }

        if (over is not { State: TurnState.Committed })
        {
            throw new InvalidOperationException($"a turn of {id} was not committed: {over?.Error?.Message}");
        }
    }

    /// <summary>Bytes that the store takes: on the disk, or in the Redis' memory.</summary>
    public Task<long> StoredBytesAsync() => _redis is null ? Task.FromResult(Mesh.DataBytes) : UsedAsync(_redis);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        Mesh.Dispose();
        await (_redis?.DisposeAsync() ?? default);
        await _upstream.DisposeAsync();
        System.IO.File.Delete(_secret);
    }

    private static async Task<long> UsedAsync(RedisServer redis)
    {
        await using var connection = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(redis.Connection);
        var memory = await connection.GetServer(connection.GetEndPoints()[0]).InfoAsync("memory");
        return long.Parse(memory.SelectMany(s => s).First(s => s.Key == "used_memory").Value, System.Globalization.CultureInfo.InvariantCulture);
    }
}
