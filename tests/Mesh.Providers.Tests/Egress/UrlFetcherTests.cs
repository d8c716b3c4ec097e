using System.Net;
using System.Net.Sockets;
using Mesh.Contracts.Catalog;
using Mesh.Providers.Egress.Fetching;
using Mesh.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Providers.Tests.Egress;

public sealed class UrlFetcherTests
{
    private static readonly byte[] s_png = [0x89, 0x50, 0x4E, 0x47];
    private static readonly UpstreamReply s_image = new() { ContentType = "image/png", Pieces = [s_png] };

    [Fact]
    public async Task Fetch_AllowedHost_GivesTypeAndBytes()
    {
        var fetched = await FetchAsync(_ => s_image);

        Assert.Equal("image/png", fetched.MediaType);
        Assert.Equal(s_png, fetched.Bytes.ToArray());
        Assert.Equal("data:image/png;base64,iVBORw==", fetched.ToDataUrl());
    }

    [Fact]
    public async Task Fetch_Request_TellsNothingOfTheCaller()
    {
        using var activity = new System.Diagnostics.Activity("call").SetIdFormat(System.Diagnostics.ActivityIdFormat.W3C).Start();
        UpstreamRequest? seen = null;

        await FetchAsync(r =>
        {
            seen = r;
            return s_image;
        });

        Assert.Equal(["Host", "User-Agent"], seen!.Headers.Keys.Order());
    }

    [Theory]
    [InlineData("ftp://files.test/a")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://files.test/")]
    [InlineData("https://evil.test/a")]
    [InlineData("https://files.test.evil.test/a")]
    [InlineData("https://xfiles.test/a")]
    [InlineData("https://user@files.test/a")]
    [InlineData("https://user:pass@files.test/a")]
    [InlineData("https://files.test:8443/a")]
    [InlineData("http://127.0.0.1/a")]
    [InlineData("http://[::1]/a")]
    [InlineData("http://2130706433/a")]
    public async Task Fetch_UrlOffTheList_AsksNobody(string url)
    {
        var asked = 0;
        using var fetcher = new UrlFetcher((_, _) => Task.FromResult(new IPAddress[++asked]), _ => true, TimeProvider.System);

        await Assert.ThrowsAsync<FetchRefusedException>(() => fetcher.FetchAsync(new Uri(url), Policy("files.test"), _ => true, CancellationToken.None));

        Assert.Equal(0, asked);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("::ffff:192.168.0.1")]
    [InlineData("8.8.8.8,127.0.0.1")]
    [InlineData("")]
    public async Task Fetch_HostWithAnAddressThatIsNotPublic_IsRefusedUnconnected(string addresses)
    {
        var answer = addresses.Length == 0 ? [] : addresses.Split(',').Select(IPAddress.Parse).ToArray();
        using var fetcher = new UrlFetcher((_, _) => Task.FromResult(answer), PublicAddresses.Contain, TimeProvider.System);

        var refused = await Assert.ThrowsAsync<FetchRefusedException>(() => fetcher.FetchAsync(new Uri("http://files.test/a"), Policy("files.test"), _ => true, CancellationToken.None));

        Assert.Contains("public internet", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_AddressLiteralOnTheList_IsCheckedLikeAnyOther()
    {
        using var fetcher = new UrlFetcher((_, _) => throw new InvalidOperationException("not asked for literals"), PublicAddresses.Contain, TimeProvider.System);
        foreach (var host in new[] { "127.0.0.1", "[::1]", "[::ffff:7f00:1]" })
        {
            await Assert.ThrowsAsync<FetchRefusedException>(() => fetcher.FetchAsync(new Uri($"http://{host}/"), Policy("127.0.0.1", "[::1]", "::1", "[::ffff:7f00:1]", "::ffff:7f00:1"), _ => true, CancellationToken.None));
        }
    }

    [Fact]
    public async Task Fetch_NameThatChangesItsAddress_IsCheckedWhereItIsConnected()
    {
        // Rebinding: the first look-up is harmless, each later one is not. There is only one look-up a connection, and it is the checked one.
        await using var server = await FakeUpstream.StartAsync(_ => s_image);
        var lookups = 0;
        Task<IPAddress[]> Resolve(string host, CancellationToken cancellationToken) => Task.FromResult(new[] { lookups++ == 0 ? IPAddress.Loopback : IPAddress.Parse("10.0.0.1") });
        using var fetcher = new UrlFetcher(Resolve, IPAddress.IsLoopback, new FakeTimeProvider());
        var (url, policy) = At(server, "/a");

        await fetcher.FetchAsync(url, policy, _ => true, CancellationToken.None);
        Assert.Equal(1, lookups);

        await Assert.ThrowsAsync<FetchRefusedException>(() => fetcher.FetchAsync(url, policy, _ => true, CancellationToken.None));
        Assert.Equal((2, 1), (lookups, (int)server.Started));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Fetch_Redirect_IsFollowedWithinTheList(int status)
    {
        var fetched = await FetchAsync(r => r.Path == "/v1/a" ? Redirect(status, "/v1/b") : s_image);

        Assert.Equal(s_png, fetched.Bytes.ToArray());
    }

    [Theory]
    [InlineData("http://evil.test/")]
    [InlineData("http://127.0.0.1:1/")]
    [InlineData("ftp://files.test/")]
    [InlineData("//evil.test/a")]
    [InlineData("http://user@files.test/")]
    public async Task Fetch_RedirectOffTheList_IsRefused(string location) =>
        await Assert.ThrowsAsync<FetchRefusedException>(() => FetchAsync(r => r.Path == "/v1/a" ? Redirect(302, location) : s_image));

    [Fact]
    public async Task Fetch_RedirectToAHostOfThePrivateNet_IsRefusedAfterItsOwnLookup()
    {
        await using var server = await FakeUpstream.StartAsync(_ => Redirect(302, "http://inner.test/"));
        using var fetcher = new UrlFetcher(
            (host, _) => Task.FromResult(new[] { host == "files.test" ? IPAddress.Loopback : IPAddress.Parse("192.168.0.7") }), IPAddress.IsLoopback, new FakeTimeProvider());
        var (url, policy) = At(server, "/a");

        var refused = await Assert.ThrowsAsync<FetchRefusedException>(() => fetcher.FetchAsync(url, policy with { AllowedHosts = [.. policy.AllowedHosts, "inner.test"] }, _ => true, CancellationToken.None));

        Assert.Contains("public internet", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_RedirectsWithoutEnd_StopAtTheBound()
    {
        var asked = 0;

        await Assert.ThrowsAsync<FetchRefusedException>(() => FetchAsync(_ => Redirect(302, $"/v1/{++asked}")));

        Assert.Equal(UrlFetcher.MaxRedirects + 1, asked);
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public async Task Fetch_BodyAtTheBound_IsTakenAndOneByteMoreIsNot(int size, bool taken)
    {
        foreach (var pieces in new ReadOnlyMemory<byte>[][] { [new byte[size]], [new byte[size / 2], new byte[size - (size / 2)]] })
        {
            var fetch = FetchAsync(_ => s_image with { Pieces = pieces }, p => p with { MaxBytes = 100 });

            if (taken)
            {
                Assert.Equal(size, (await fetch).Bytes.Length);
            }
            else
            {
                Assert.Contains("larger than 100 bytes", (await Assert.ThrowsAsync<FetchRefusedException>(() => fetch)).Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Fetch_LengthThatIsPromised_IsRefusedUnread() =>
        await Assert.ThrowsAsync<FetchRefusedException>(() => FetchAsync(
            _ => s_image with { Headers = new Dictionary<string, string> { ["content-length"] = "101" }, Pieces = [new byte[1]], Ending = UpstreamEnding.Silence }, p => p with { MaxBytes = 100 }));

    [Theory]
    [InlineData("text/html")]
    [InlineData("image/svg+xml")]
    [InlineData("")]
    public async Task Fetch_TypeThatIsNotWanted_IsRefused(string type) =>
        await Assert.ThrowsAsync<FetchRefusedException>(() => FetchAsync(_ => s_image with { ContentType = type }));

    [Theory]
    [InlineData(204)]
    [InlineData(206)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task Fetch_StatusOtherThan200_IsRefused(int status) =>
        await Assert.ThrowsAsync<FetchRefusedException>(() => FetchAsync(_ => s_image with { Status = status, Pieces = [] }));

    [Fact]
    public async Task Fetch_Compressed_IsRefused() =>
        await Assert.ThrowsAsync<FetchRefusedException>(() => FetchAsync(_ => s_image with { Headers = new Dictionary<string, string> { ["content-encoding"] = "gzip" } }));

    [Fact]
    public async Task Fetch_SilentServer_EndsAtTheTimeOut()
    {
        var time = new FakeTimeProvider();
        await using var server = await FakeUpstream.StartAsync(_ => s_image with { Ending = UpstreamEnding.Silence, Headers = new Dictionary<string, string> { ["content-length"] = "50" } });
        using var fetcher = new UrlFetcher((_, _) => Task.FromResult(new[] { IPAddress.Loopback }), IPAddress.IsLoopback, time);
        var (url, policy) = At(server, "/a");
        var fetch = fetcher.FetchAsync(url, policy, _ => true, CancellationToken.None);
        while (server.Started == 0)
        {
            await Task.Delay(5);
        }

        time.Advance(policy.Timeout);

        Assert.Contains("longer than 10 s", (await Assert.ThrowsAsync<FetchRefusedException>(() => fetch)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_CallerGoesAway_IsCancelledAndNotRefused()
    {
        await using var server = await FakeUpstream.StartAsync(_ => s_image with { Pieces = [], Ending = UpstreamEnding.Silence, FirstDelay = TimeSpan.FromMinutes(5) });
        using var fetcher = new UrlFetcher((_, _) => Task.FromResult(new[] { IPAddress.Loopback }), IPAddress.IsLoopback, TimeProvider.System);
        using var gone = new CancellationTokenSource();
        var (url, policy) = At(server, "/a");
        var fetch = fetcher.FetchAsync(url, policy, _ => true, gone.Token);

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch);
    }

    [Fact]
    public async Task Fetch_UnknownHost_IsRefused()
    {
        using var fetcher = new UrlFetcher((_, _) => throw new SocketException((int)SocketError.HostNotFound), _ => true, TimeProvider.System);

        var refused = await Assert.ThrowsAsync<FetchRefusedException>(() => fetcher.FetchAsync(new Uri("http://files.test/"), Policy("files.test"), _ => true, CancellationToken.None));

        Assert.Contains("not known", refused.Message, StringComparison.Ordinal);
    }

    private static UpstreamReply Redirect(int status, string location) =>
        new() { Status = status, Headers = new Dictionary<string, string> { ["location"] = location } };

    private static async Task<FetchedFile> FetchAsync(Func<UpstreamRequest, UpstreamReply> script, Func<FetchPolicy, FetchPolicy>? change = null)
    {
        // The machine may be busy: what is not about the time has all of it.
        await using var server = await FakeUpstream.StartAsync(script);
        using var fetcher = new UrlFetcher((_, _) => Task.FromResult(new[] { IPAddress.Loopback }), IPAddress.IsLoopback, new FakeTimeProvider());
        var (url, policy) = At(server, "/a");
        return await fetcher.FetchAsync(url, change?.Invoke(policy) ?? policy, t => t == "image/png", CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(2));
    }

    // The server under a name that only the test's resolver knows.
    private static (Uri Url, FetchPolicy Policy) At(FakeUpstream server, string path)
    {
        var port = new Uri(server.Url).Port;
        return (new Uri($"http://files.test:{port}/v1{path}"), Policy($"files.test:{port}"));
    }

    private static FetchPolicy Policy(params string[] hosts) => new() { AllowedHosts = hosts };
}
