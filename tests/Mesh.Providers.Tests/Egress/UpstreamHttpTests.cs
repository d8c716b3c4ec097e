using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Mesh.Contracts.Catalog;
using Mesh.Providers.Egress;
using Mesh.Providers.Pipeline;
using Mesh.Testing;

namespace Mesh.Providers.Tests.Egress;

public sealed class UpstreamHttpTests
{
    [Fact]
    public async Task Request_Headers_AreThoseOfTheMeshAndTheProviderAlone()
    {
        await using var upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["a"]));
        using var calls = new OpenAICalls(name => name == "KEY" ? "sk-1" : null);
        var target = OpenAICalls.Target(upstream.Url, p => p with { ApiKey = new SecretReference(SecretScheme.Environment, "KEY"), Headers = new Dictionary<string, string> { ["OpenAI-Organization"] = "org" } });

        await calls.AskAsync(target, OpenAICalls.Native(OpenAICalls.Hello));

        var headers = upstream.Requests[0].Headers;
        Assert.Equal(["Accept", "Authorization", "Content-Length", "Content-Type", "Host", "OpenAI-Organization"], headers.Keys.Order(StringComparer.Ordinal).Where(k => k != "traceparent"));
        Assert.Equal(("Bearer sk-1", "application/json", "org"), (headers["Authorization"], headers["Content-Type"], headers["OpenAI-Organization"]));
    }

    [Fact]
    public async Task Trace_OfTheCaller_GoesOutAsTraceparentAloneAndNeverWithoutATrace()
    {
        await using var upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["a"]));
        using var calls = new OpenAICalls();
        Activity.Current = null;
        await calls.AskAsync(OpenAICalls.Target(upstream.Url), OpenAICalls.Native(OpenAICalls.Hello));
        using (var activity = new Activity("turn").SetIdFormat(ActivityIdFormat.W3C).AddBaggage("tenant", "secret").Start())
        {
            activity.TraceStateString = "vendor=1";
            await calls.AskAsync(OpenAICalls.Target(upstream.Url), OpenAICalls.Native(OpenAICalls.Hello));
            Assert.Equal(activity.Id, upstream.Requests[1].Headers["traceparent"]);
        }

        Assert.DoesNotContain("traceparent", upstream.Requests[0].Headers.Keys);
        Assert.DoesNotContain(upstream.Requests[1].Headers.Keys, k => k is "tracestate" or "baggage" or "Correlation-Context" or "Request-Id");
    }

    [Fact]
    public async Task Cookies_OfAnUpstream_AreNotKept()
    {
        await using var upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["a"]) with { Headers = new Dictionary<string, string> { ["set-cookie"] = "session=1; path=/" } });
        using var calls = new OpenAICalls();
        for (var i = 0; i < 2; i++)
        {
            await calls.AskAsync(OpenAICalls.Target(upstream.Url), OpenAICalls.Native(OpenAICalls.Hello));
        }

        Assert.DoesNotContain("Cookie", upstream.Requests[1].Headers.Keys);
    }

    [Fact]
    public async Task Proxy_OfTheEnvironment_IsNotUsed()
    {
        await using var proxy = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["from the proxy"]));
        await using var upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["from the upstream"]));
        var names = new[] { "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy" };
        var before = names.ToDictionary(n => n, Environment.GetEnvironmentVariable);
        try
        {
            Array.ForEach(names, n => Environment.SetEnvironmentVariable(n, new Uri(proxy.Url).GetLeftPart(UriPartial.Authority)));
            using var calls = new OpenAICalls();

            Assert.Equal("from the upstream", OpenAICalls.Text(await calls.AskAsync(OpenAICalls.Target(upstream.Url), OpenAICalls.Native(OpenAICalls.Hello))));
        }
        finally
        {
            Array.ForEach(names, n => Environment.SetEnvironmentVariable(n, before[n]));
        }

        Assert.Equal(0, proxy.Started);
    }

    [Fact]
    public async Task Connect_ThatTakesTooLong_IsUnreachable()
    {
        // A listener whose queue is full answers no further handshake.
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        var place = (IPEndPoint)listener.LocalEndPoint!;
        var waiting = Enumerable.Range(0, 4).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToArray();
        _ = waiting.Select(w => w.ConnectAsync(place)).ToArray();
        using var calls = new OpenAICalls();
        var target = OpenAICalls.Target($"http://{place}/v1", p => p with { ConnectTimeout = TimeSpan.FromMilliseconds(200) });

        var fault = await Assert.ThrowsAsync<UpstreamException>(() => calls.AskAsync(target, OpenAICalls.Native(OpenAICalls.Hello)));

        Assert.Equal(UpstreamFaultKind.Unreachable, fault.Kind);
        Array.ForEach(waiting, w => w.Dispose());
    }

    [Fact]
    public async Task Cancellation_BeforeAndInTheAnswer_ReachesTheUpstream()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamReply.Events(ChatReplies.Chunk("""{"content":"a"}""", "null")) with { Ending = UpstreamEnding.Silence });
        using var calls = new OpenAICalls();
        using var gone = new CancellationTokenSource();
        await using var answer = await calls.Provider.ChatAsync(OpenAICalls.Target(upstream.Url), OpenAICalls.Native(OpenAICalls.HelloStream), gone.Token);
        await using var frames = answer.ReadAsync(gone.Token).GetAsyncEnumerator();
        Assert.True(await frames.MoveNextAsync());
        var next = frames.MoveNextAsync();

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
        for (var i = 0; i < 12_000 && upstream.Aborted == 0; i++)
        {
            await Task.Delay(5);
        }

        Assert.Equal(1, upstream.Aborted);
    }

    [Theory]
    [InlineData(null, "key_missing")]
    [InlineData("", "key_missing")]
    [InlineData("sk 1", "key_unusable")]
    [InlineData("sk-1\n", "key_unusable")]
    [InlineData("schlüssel", "key_unusable")]
    public async Task Key_ThatNoHeaderCanHold_IsAFaultOfCredentialsThatDoesNotShowIt(string? key, string code)
    {
        using var calls = new OpenAICalls(_ => key);
        var target = OpenAICalls.Target("http://127.0.0.1:1/v1", p => p with { ApiKey = new SecretReference(SecretScheme.Environment, "KEY") });

        var fault = await Assert.ThrowsAsync<UpstreamException>(() => calls.AskAsync(target, OpenAICalls.Native(OpenAICalls.Hello)));

        Assert.Equal((UpstreamFaultKind.Credentials, code), (fault.Kind, fault.Failure.Code));
        Assert.True(string.IsNullOrEmpty(key) || !fault.Failure.Message!.Contains(key, StringComparison.Ordinal));
    }
}
