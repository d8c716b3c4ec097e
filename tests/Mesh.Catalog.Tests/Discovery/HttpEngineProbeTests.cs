using System.Net;
using System.Net.Sockets;
using System.Text;
using Mesh.Catalog.Discovery;

namespace Mesh.Catalog.Tests.Discovery;

public sealed class HttpEngineProbeTests
{
    [Fact]
    public async Task Models_EngineAnswers_AreItsIdsEachOnce()
    {
        await using var engine = new RawServer(Json("""{"object":"list","data":[{"id":"a"},{"id":"b/c"},{"id":"a"},{"id":""}]}"""));

        Assert.Equal(["a", "b/c"], await AskAsync(engine));
        Assert.StartsWith("GET /v1/models HTTP/1.1", engine.Asked, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"data":"no list"}""")]
    [InlineData("""{"data":[{"name":"a"}]}""")]
    [InlineData("""{"data":[{"id":7}]}""")]
    [InlineData("""{"data":[{"id":"\ud800"}]}""")]
    [InlineData("""{"models":[]}""")]
    [InlineData("[1,2]")]
    [InlineData("<html>hello</html>")]
    [InlineData("")]
    public async Task Models_AnswerOfSomethingElse_AreNone(string body)
    {
        await using var engine = new RawServer(Json(body));

        Assert.Empty(await AskAsync(engine));
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/v1/models\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"data\":[")]
    public async Task Models_NoAnswerThatIsOne_AreNone(string response)
    {
        await using var engine = new RawServer(Encoding.ASCII.GetBytes(response));

        Assert.Empty(await AskAsync(engine));
    }

    [Fact]
    public async Task Models_BodyTooLarge_AreNone()
    {
        await using var engine = new RawServer(Json($$"""{"data":[{"id":"a"}],"more":"{{new string('x', HttpEngineProbe.MaxBytes)}}"}"""));

        Assert.Empty(await AskAsync(engine));
    }

    [Fact]
    public async Task Models_MoreThanFit_AreTheFirst()
    {
        await using var engine = new RawServer(Json($$"""{"data":[{{string.Join(',', Enumerable.Range(0, 150).Select(i => $$"""{"id":"m{{i}}"}"""))}}]}"""));

        Assert.Equal(HttpEngineProbe.MaxModels, (await AskAsync(engine)).Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"data\":[")]
    public async Task Models_EngineThatFallsSilent_AreNoneOnceThePatienceIsOver(string begun)
    {
        await using var engine = new RawServer(Encoding.ASCII.GetBytes(begun), staysOpen: true);
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var asking = new HttpEngineProbe(time).ModelsAsync(engine.Root, CancellationToken.None);
        await engine.Answered.WaitAsync(TimeSpan.FromMinutes(1));
        time.Advance(HttpEngineProbe.Patience - TimeSpan.FromMilliseconds(1));
        await Task.Delay(100);
        Assert.False(asking.IsCompleted);

        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Empty(await asking.WaitAsync(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task Models_NobodyListens_AreNone()
    {
        // A port that is taken and not listened to: one that is given back may be another's at once.
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        Assert.Empty(await AskAsync(new Uri($"http://{silent.LocalEndPoint}/v1")));
    }

    [Fact]
    public async Task Models_SearchIsEnded_EndsAtOnce()
    {
        await using var engine = new RawServer([], staysOpen: true);
        using var ending = new CancellationTokenSource();
        var asking = new HttpEngineProbe(new Microsoft.Extensions.Time.Testing.FakeTimeProvider()).ModelsAsync(engine.Root, ending.Token);
        await engine.Answered.WaitAsync(TimeSpan.FromMinutes(1));

        await ending.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking.WaitAsync(TimeSpan.FromMinutes(1)));
    }

    // The machine may be busy: what is not about patience has all the time.
    private static Task<IReadOnlyList<string>> AskAsync(RawServer engine) => AskAsync(engine.Root);

    private static Task<IReadOnlyList<string>> AskAsync(Uri root) =>
        new HttpEngineProbe(new Microsoft.Extensions.Time.Testing.FakeTimeProvider()).ModelsAsync(root, CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));

    private static byte[] Json(string body) => Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    /// <summary>Answers one connection with bytes as they are.</summary>
    private sealed class RawServer : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _stopping = new();
        private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Task _serving;

        public RawServer(byte[] response, bool staysOpen = false)
        {
            _listener.Start();
            Root = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v1");
            _serving = ServeAsync(response, staysOpen);
        }

        public Uri Root { get; }

        public string Asked { get; private set; } = "";

        public Task Answered => _answered.Task;

        public async ValueTask DisposeAsync()
        {
            await _stopping.CancelAsync();
            _listener.Stop();
            await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _stopping.Dispose();
        }

        private async Task ServeAsync(byte[] response, bool staysOpen)
        {
            using var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
            var stream = client.GetStream();
            var request = new byte[4096];
            Asked = Encoding.ASCII.GetString(request, 0, await stream.ReadAsync(request, _stopping.Token));
            await stream.WriteAsync(response, _stopping.Token);
            _answered.TrySetResult();
            if (staysOpen)
            {
                await Task.Delay(Timeout.Infinite, _stopping.Token);
            }
        }
    }
}
