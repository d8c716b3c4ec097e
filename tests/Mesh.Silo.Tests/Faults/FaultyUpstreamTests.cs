using System.Net;
using System.Text.Json.Nodes;
using Mesh.Silo.Tests.Api;
using Mesh.Testing.Faults;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Silo.Tests.Faults;

/// <summary>The fake upstream is held from outside as documented: what it cannot do, no test of the mesh can rest on.</summary>
public sealed class FaultyUpstreamTests : IAsyncLifetime
{
    private const string Hello = """{"model":"up","messages":[{"role":"user","content":"hello"}]}""";
    private HttpClient _http = null!;
    private FaultyUpstream _upstream = null!;

    public Task InitializeAsync()
    {
        (_upstream, _http) = (Start(), Client());
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Control_CloseSeconds_RefusesConnectionsAndListensAgainOnTheSamePort()
    {
        var time = new FakeTimeProvider();
        await using var upstream = new FaultyUpstream(new FaultyAnswers(new FaultyText(["a", "b"])), time: time);
        var url = upstream.Url;
        await ControlAsync("""{"closeSeconds":10}""", upstream);

        time.Advance(TimeSpan.FromSeconds(1));
        await Waiting.UntilAsync(() => Refused(upstream));
        time.Advance(TimeSpan.FromSeconds(10));
        await Waiting.UntilAsync(() => !Refused(upstream));

        Assert.Equal(url, upstream.Url);
        using var response = await _http.PostAsync(new Uri(upstream.Url + "/chat/completions"), new StringContent(Hello));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Control_PauseSeconds_AnswersNothingUntilItIsOver()
    {
        await ControlAsync("""{"pauseSeconds":60}""");
        var asked = AskAsync();
        await Task.Delay(100);
        Assert.False(asked.IsCompleted);

        _upstream.Resume();

        using var response = await asked;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Control_Faults_HoldForTheModelTheyName()
    {
        await ControlAsync("""{"faults":{"up":{"status503":1}}}""");
        using var failed = await AskAsync();
        using var other = await AskAsync(Hello.Replace("\"up\"", "\"other\"", StringComparison.Ordinal));
        await ControlAsync("""{"faults":{"up":{}}}""");
        using var well = await AskAsync();

        Assert.Equal([HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK, HttpStatusCode.OK], [failed.StatusCode, other.StatusCode, well.StatusCode]);
    }

    [Theory]
    [InlineData("""{"faults":{"*":{"no-such-fault":1}}}""")]
    [InlineData("""{"faults":{"*":{"status500":0.6,"status503":0.6}}}""")]
    [InlineData("[]")]
    public async Task Control_WishThatCannotBeRead_IsToldAndChangesNothing(string wish)
    {
        Assert.NotNull((await ControlAsync(wish))["error"]);

        using var response = await AskAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Counts_AreExactByModel()
    {
        for (var i = 0; i < 3; i++)
        {
            using var response = await AskAsync();
        }

        await ControlAsync("""{"faults":{"up":{"usage-huge":1}}}""");
        using var unbilled = await AskAsync();
        await Waiting.UntilAsync(() => _upstream.Counts.Of("up").Answers == 4);

        var counts = (await ControlAsync("{}"))["models"]!["up"]!;
        Assert.Equal((4, 4, 3, 21, 6), (Number(counts, "requests"), Number(counts, "answers"), Number(counts, "billed"), Number(counts, "inputTokens"), Number(counts, "outputTokens")));
    }

    [Fact]
    public async Task Concurrency_AskerThatLeavesWhileItWaits_GetsNoPlaceAndIsBilledNothing()
    {
        await using var upstream = new FaultyUpstream(new FaultyAnswers(new FaultyText(["a", "b"])), concurrency: 1);
        var url = new Uri(upstream.Url + "/chat/completions");
        upstream.Faults["up"] = FaultMix.Always(Fault.SilentBeforeHeaders);
        using var leaves = new CancellationTokenSource();
        var counts = upstream.Counts.Of("up");
        using var hello = new StringContent(Hello);
        var held = _http.PostAsync(url, hello, leaves.Token);
        await Waiting.UntilAsync(() => upstream.Counts[Fault.SilentBeforeHeaders] == 1);
        upstream.Faults["up"] = FaultMix.Always(Fault.None);
        using var impatient = new CancellationTokenSource();
        using var again = new StringContent(Hello);
        var waits = _http.PostAsync(url, again, impatient.Token);
        await Waiting.UntilAsync(() => counts.Requests == 2);

        await impatient.CancelAsync();

        await Waiting.UntilAsync(() => counts.Left == 1);
        await leaves.CancelAsync();
        await Waiting.UntilAsync(() => counts.Left == 2);
        using var last = new StringContent(Hello);
        using var answered = await _http.PostAsync(url, last);
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        await Waiting.UntilAsync(() => counts.Answers == 1);
        Assert.Equal((3, 1), (counts.Requests, counts.Billed));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waits);
    }

    [Fact]
    public void Mix_OfASeed_DrawsTheSameFaultsAtTheirShares()
    {
        var shares = new Dictionary<Fault, double> { [Fault.Status500] = 0.2, [Fault.Endless] = 0.1 };
        var drawn = Draws(new FaultMix(shares, seed: 7));

        Assert.Equal(drawn, Draws(new FaultMix(shares, seed: 7)));
        Assert.InRange(drawn.Count(f => f == Fault.Status500), 1800, 2200);
        Assert.InRange(drawn.Count(f => f == Fault.Endless), 850, 1150);
    }

    private static FaultyUpstream Start() => new(new FaultyAnswers(new FaultyText(["a", "b"])));

    private static HttpClient Client() => new();

    private static Fault[] Draws(FaultMix mix) => [.. Enumerable.Range(0, 10_000).Select(_ => mix.Draw())];

    private static int Number(JsonNode counts, string name) => counts[name]!.GetValue<int>();

    private static bool Refused(FaultyUpstream upstream)
    {
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, upstream.Server.Port);
            return false;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return true;
        }
    }

    private Task<HttpResponseMessage> AskAsync(string body = Hello) => _http.PostAsync(new Uri(_upstream.Url + "/chat/completions"), new StringContent(body));

    private async Task<JsonNode> ControlAsync(string wish, FaultyUpstream? upstream = null)
    {
        using var response = await _http.PostAsync(new Uri((upstream ?? _upstream).Server.Root + "/control"), new StringContent(wish));
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }
}
