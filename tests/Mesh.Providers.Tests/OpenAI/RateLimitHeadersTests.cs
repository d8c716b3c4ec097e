using Mesh.Providers.OpenAI.Answers;

namespace Mesh.Providers.Tests.OpenAI;

public sealed class RateLimitHeadersTests
{
    [Theory]
    [InlineData("caf\u00e9")]
    [InlineData("a\u0001b")]
    [InlineData("a\u007fb")]
    public void Value_ThatNoResponseMayHold_IsLeftOut(string value)
    {
        using var response = new HttpResponseMessage();
        Assert.True(response.Headers.TryAddWithoutValidation("x-ratelimit-limit-requests", value));
        Assert.True(response.Headers.TryAddWithoutValidation("X-RateLimit-Remaining-Requests", "59"));

        Assert.Equal([new("x-ratelimit-remaining-requests", "59")], RateLimitHeaders.Of(response));
    }
}
