using System.Net;
using System.Net.Sockets;
using Mesh.Silo.Tests.Api;
using Mesh.Silo.Tests.Api.OpenAI;
using Mesh.Testing.Wire;

namespace Mesh.Silo.Tests.Relay;

/// <summary>An engine that writes without end to a silo that does not read: what is between them takes so much and no more.</summary>
public sealed class RelayPressureTests : IAsyncLifetime, IDisposable
{
    // By the failure catalogue: memory for each stalled stream.
    private const int MostHeld = 512 * 1024;
    private const int EngineBuffer = 8 * 1024;
    private readonly TcpListener _engine = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private RelayWorker _worker = null!;
    private Task _serving = Task.CompletedTask;
    private long _taken;

    public async Task InitializeAsync()
    {
        _engine.Start();
        _serving = ServeAsync();
        _worker = await RelayWorker.StartAsync(new KnownEngines().With("endless", $"http://{_engine.LocalEndpoint}"));
    }

    public void Dispose()
    {
        _engine.Dispose();
        _end.Dispose();
    }

    public async Task DisposeAsync()
    {
        await _end.CancelAsync();
        await _worker.DisposeAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [Fact]
    public async Task Reader_ThatReadsNothing_HoldsABoundedPartAndTheEngineStops()
    {
        using var answer = await _worker.ChatAsync("endless", OpenAICaller.Chat("m", ",\"stream\":true"));

        await StillAsync();

        Assert.InRange(Interlocked.Read(ref _taken), 16 * 1024, MostHeld);

        // It goes on where it stopped.
        var before = Interlocked.Read(ref _taken);
        await using var body = await answer.Content.ReadAsStreamAsync();
        var buffer = new byte[16 * 1024];
        for (var read = 0; read < 2 * MostHeld;)
        {
            read += await body.ReadAsync(buffer);
        }

        Assert.True(Interlocked.Read(ref _taken) > before + MostHeld);
    }

    // Nothing has been taken for as long as would do for a thousand times more.
    private async Task StillAsync()
    {
        var (last, still) = (-1L, 0);
        await Waiting.UntilAsync(() =>
        {
            var now = Interlocked.Read(ref _taken);
            still = now == last && now >= 16 * 1024 ? still + 1 : 0;
            last = now;
            return still >= 100;
        });
    }

    private async Task ServeAsync()
    {
        using var socket = await _engine.AcceptSocketAsync(_end.Token);
        socket.SendBufferSize = EngineBuffer;
        await socket.ReceiveAsync(new byte[64 * 1024], _end.Token);
        await socket.SendAsync(WireHttp.Head(200, "text/event-stream", null), _end.Token);
        var chunk = WireHttp.Chunk(new byte[1024]);
        while (true)
        {
            for (var sent = 0; sent < chunk.Length;)
            {
                sent += await socket.SendAsync(chunk.AsMemory(sent), _end.Token);
            }

            Interlocked.Add(ref _taken, chunk.Length);
        }
    }
}
