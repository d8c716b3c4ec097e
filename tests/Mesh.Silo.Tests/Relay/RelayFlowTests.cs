using System.Net;
using Mesh.Contracts.Cluster;
using Mesh.Grains.Draining;
using Mesh.Grains.Workers;
using Mesh.Silo.Tests.Api;
using Mesh.Silo.Tests.Api.OpenAI;
using Mesh.Testing;
using Mesh.Testing.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Silo.Tests.Relay;

/// <summary>Places, drains and broken connections at a worker's relay, on real sockets.</summary>
public sealed class RelayFlowTests : IAsyncLifetime, IDisposable
{
    private const int Places = 3;

    // A second where the machine does nothing else; without its being told the stream would stay for minutes.
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(8);
    private readonly SemaphoreSlim _release = new(0);
    private readonly string _stream = OpenAICaller.Chat("m", ",\"stream\":true");
    private FakeUpstream _engine = null!;
    private WireServer _wire = null!;
    private RelayWorker _worker = null!;
    private IReadOnlyList<WireStep> _steps = [];

    private EngineGates Gates => _worker.Mesh.Services.GetRequiredService<EngineGates>();

    public async Task InitializeAsync()
    {
        _engine = await FakeUpstream.StartAsync(r =>
        {
            if (r.Path.EndsWith("models", StringComparison.Ordinal))
            {
                return UpstreamReply.Json("{}");
            }

            _release.Wait(TimeSpan.FromMinutes(1));
            return ChatReplies.Answer(r, ["fine"]);
        });
        _wire = new WireServer((_, _) => ValueTask.FromResult(new WireAnswer(_steps)));
        _worker = await RelayWorker.StartAsync(new KnownEngines().With("vllm", _engine.Url[..^"/v1".Length], Places).With("wire", _wire.Root));
    }

    public void Dispose() => _release.Dispose();

    public async Task DisposeAsync()
    {
        _release.Release(1000);
        await _worker.DisposeAsync();
        await _wire.DisposeAsync();
        await _engine.DisposeAsync();
    }

    [Fact]
    public async Task Engine_WithAllPlacesTaken_IsNotAskedAndSaysFull()
    {
        var asked = Enumerable.Range(0, 16).Select(_ => _worker.ChatAsync("vllm", OpenAICaller.Chat("m"))).ToArray();
        await Waiting.UntilAsync(() => _engine.Started == Places && asked.Count(a => a.IsCompleted) == 16 - Places);

        // A look at its models takes no place.
        using var models = _worker.Request(HttpMethod.Get, "/relay/vllm/v1/models");
        using (var look = await _worker.SendAsync(models))
        {
            Assert.Equal(HttpStatusCode.OK, look.StatusCode);
        }

        await Waiting.UntilAsync(() => (Gates.InFlight("vllm"), Gates.UnderWay) == (Places, Places));
        _release.Release(Places);
        var answers = await Task.WhenAll(asked);
        Assert.Equal(Places, answers.Count(a => a.StatusCode == HttpStatusCode.OK));
        Assert.Equal(16 - Places, answers.Count(a => a.StatusCode == HttpStatusCode.ServiceUnavailable && a.Header(RelayWord.Header) == RelayWord.Full));
        await Waiting.UntilAsync(() => Gates.UnderWay == 0);
        _release.Release();
        Assert.Equal(HttpStatusCode.OK, (await _worker.ChatAsync("vllm", OpenAICaller.Chat("m"))).StatusCode);
    }

    [Fact]
    public async Task Drain_NewRequestIsRefusedAndTheOldOneFinishes()
    {
        var old = _worker.ChatAsync("vllm", OpenAICaller.Chat("m"));
        await Waiting.UntilAsync(() => _engine.Started == 1);

        Enter(SiloPhase.Draining);

        using var refused = await _worker.ChatAsync("vllm", OpenAICaller.Chat("m"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, RelayWord.Draining), (refused.StatusCode, refused.Header(RelayWord.Header)));
        _release.Release();
        Assert.Equal(HttpStatusCode.OK, (await old).StatusCode);
    }

    [Fact]
    public async Task Cut_RequestWithoutAnAnswerIsRefusedAndTheEngineLetGo()
    {
        _steps = [new WireStep.Hang()];
        var old = _worker.ChatAsync("wire", OpenAICaller.Chat("m"));
        await Waiting.UntilAsync(() => Gates.UnderWay == 1 && _wire.Connections == 1);

        Enter(SiloPhase.Cut);

        Assert.Equal(RelayWord.Draining, (await old).Header(RelayWord.Header));
        await Waiting.UntilAsync(() => Gates.UnderWay == 0 && _wire.Connections == 0);
    }

    [Fact]
    public async Task Cut_StreamIsReset()
    {
        _steps = [Head(), Event("so far"), new WireStep.Hang()];
        using var answer = await _worker.ChatAsync("wire", _stream);
        await using var body = await answer.Content.ReadAsStreamAsync();
        Assert.True(await body.ReadAsync(new byte[1024]) > 0);

        Enter(SiloPhase.Cut);

        await Assert.ThrowsAnyAsync<IOException>(() => ReadToEndAsync(body));
    }

    [Fact]
    public async Task Engine_ThatRefusesConnections_IsUnreachable()
    {
        _wire.Close();

        using var answer = await _worker.ChatAsync("wire", _stream);

        Assert.Equal(RelayWord.Unreachable, answer.Header(RelayWord.Header));
    }

    [Fact]
    public async Task Engine_ThatBreaksBeforeItsAnswer_IsBroken()
    {
        _steps = [new WireStep.Reset()];

        using var answer = await _worker.ChatAsync("wire", _stream);

        Assert.Equal(RelayWord.Broken, answer.Header(RelayWord.Header));
    }

    [Fact]
    public async Task Engine_ThatDiesInItsAnswer_ResetsTheStreamWithinASecond()
    {
        _steps = [Head(), Event("so far"), new WireStep.Hang()];
        using var answer = await _worker.ChatAsync("wire", _stream);
        await using var body = await answer.Content.ReadAsStreamAsync();
        Assert.True(await body.ReadAsync(new byte[1024]) > 0);

        _wire.Close();

        var took = await Waiting.TookAsync(Assert.ThrowsAnyAsync<IOException>(() => ReadToEndAsync(body)));
        Assert.InRange(took, TimeSpan.Zero, s_soon);
        await Waiting.UntilAsync(() => Gates.UnderWay == 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Caller_ThatGoesAway_EndsTheEnginesWork(bool begun)
    {
        _steps = begun ? [Head(), Event("so far"), new WireStep.Hang()] : [new WireStep.Hang()];
        using var leaves = new CancellationTokenSource();
        var asked = _worker.ChatAsync("wire", _stream, leaves.Token);
        await Waiting.UntilAsync(() => Gates.UnderWay == 1 && _wire.Connections == 1 && (!begun || asked.IsCompleted));

        await leaves.CancelAsync();
        if (begun)
        {
            (await asked).Dispose();
        }

        await Waiting.UntilAsync(() => Gates.UnderWay == 0 && _wire.Connections == 0);
    }

    [Fact]
    public async Task Body_LongerThanTheDoorsTake_IsRefusedBeforeTheEngine()
    {
        using var request = _worker.Request(HttpMethod.Post, "/relay/vllm/v1/chat/completions");
        request.Content = new ByteArrayContent(new byte[(32 * 1024 * 1024) + 1]);

        using var answer = await _worker.SendAsync(request);

        Assert.False(answer.IsSuccessStatusCode);
        Assert.Equal(0, _engine.Completed);
    }

    private static WireStep.Send Head() => new(WireHttp.Head(200, "text/event-stream", null));

    private static WireStep.Send Event(string text) => new(WireHttp.Chunk(System.Text.Encoding.UTF8.GetBytes(ChatReplies.Chunk($$"""{"content":"{{text}}"}""", "null"))));

    private static async Task ReadToEndAsync(Stream body)
    {
        var buffer = new byte[1024];
        while (await body.ReadAsync(buffer) > 0)
        {
        }
    }

    private void Enter(SiloPhase phase) => _worker.Mesh.Services.GetRequiredService<SiloState>().MoveTo(phase);
}
