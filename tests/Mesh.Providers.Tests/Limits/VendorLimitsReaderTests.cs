using System.Globalization;
using Mesh.Contracts.Endpoints;
using Mesh.Providers.Limits;

namespace Mesh.Providers.Tests.Limits;

public sealed class VendorLimitsReaderTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("1s", 1.0)]
    [InlineData("6m0s", 360.0)]
    [InlineData("88ms", 0.088)]
    [InlineData("1h2m3.5s", 3723.5)]
    [InlineData("2m59.56s", 179.56)]
    [InlineData("250us", 0.00025)]
    [InlineData("1d", 86400.0)]
    [InlineData("17", 17.0)]
    [InlineData(" 0.5 ", 0.5)]
    [InlineData("9999999999", 86400.0)]
    [InlineData("2026-11-25T12:00:42Z", 42.0)]
    [InlineData("Wed, 25 Nov 2026 12:01:00 GMT", 60.0)]
    [InlineData("2026-11-25T11:00:00Z", 0.0)]
    [InlineData("", null)]
    [InlineData("s", null)]
    [InlineData("1x", null)]
    [InlineData("1m2", null)]
    [InlineData("-5s", null)]
    [InlineData("1.2.3s", null)]
    [InlineData("soon", null)]
    public void Duration_AsVendorsWriteIt_IsRead(string text, double? seconds) =>
        Assert.Equal(seconds, VendorLimitsReader.Duration(text, s_now) is { } read ? Math.Round(read.TotalSeconds, 6) : null);

    [Fact]
    public void Headers_OfOpenAI_AreRead()
    {
        var told = Read("limit-requests=60", "limit-tokens=150000", "remaining-requests=59", "remaining-tokens=149984", "reset-requests=1s", "reset-tokens=6m0s");

        Assert.Equal(new ObservedRate(60, 59, TimeSpan.FromSeconds(1)), told.Requests);
        Assert.Equal(new ObservedRate(150_000, 149_984, TimeSpan.FromMinutes(6)), told.Tokens);
    }

    [Theory]
    [InlineData("limit-requests=0")]
    [InlineData("limit-requests=-1")]
    [InlineData("limit-requests=NaN")]
    [InlineData("limit-requests=1e30")]
    [InlineData("limit-requests=many")]
    [InlineData("limit=5")]
    [InlineData("remaining-requests-today=5")]
    public void Headers_ThatCannotBeRead_SayNothing(string header) => Assert.False(Read(header) is { Requests.Says: true } or { Tokens.Says: true });

    [Fact]
    public void Headers_OtherThanRateLimits_AreLeftAlone() =>
        Assert.Equal(default, VendorLimitsReader.Read([new("x-other-limit-requests", "5"), new("x-ratelimit-", "5")], s_now));

    private static VendorLimits Read(params string[] headers) => VendorLimitsReader.Read(
        [.. headers.Select(h => h.Split('=')).Select(h => new KeyValuePair<string, string>(string.Create(CultureInfo.InvariantCulture, $"x-ratelimit-{h[0]}"), h[1]))],
        s_now);
}
