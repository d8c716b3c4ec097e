using Mesh.Contracts.Cluster;
using Mesh.Providers.OpenAI.Errors;
using Mesh.Providers.Pipeline;
using Mesh.Testing;

namespace Mesh.Providers.Tests.OpenAI;

public sealed class RelayRefusalTests
{
    [Theory]
    [InlineData(RelayWord.Full, UpstreamFaultKind.Full)]
    [InlineData(RelayWord.Draining, UpstreamFaultKind.Leaving)]
    [InlineData(RelayWord.Unknown, UpstreamFaultKind.Leaving)]
    [InlineData(RelayWord.Unreachable, UpstreamFaultKind.Unreachable)]
    [InlineData(RelayWord.Broken, UpstreamFaultKind.Broken)]
    public void Word_OfTheRelay_IsItsFault(string word, UpstreamFaultKind kind)
    {
        using var response = new HttpResponseMessage(System.Net.HttpStatusCode.ServiceUnavailable);
        response.Headers.Add(RelayWord.Header, word);

        var fault = RelayRefusal.Of("e", response)!;

        Assert.Equal((kind, "e", null), (fault.Kind, fault.Failure.Endpoint, fault.RetryAfter));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a word of another version")]
    public void Word_ThatIsNoneOrUnknown_LeavesTheStatusToSpeak(string? word)
    {
        using var response = new HttpResponseMessage(System.Net.HttpStatusCode.ServiceUnavailable);
        if (word is not null)
        {
            response.Headers.Add(RelayWord.Header, word);
        }

        Assert.Null(RelayRefusal.Of("e", response));
    }

    // What an upstream of the catalogue says in that header is its own affair.
    [Fact]
    public async Task Word_OfAnUpstreamThatIsNoRelay_IsNotListenedTo()
    {
        var fault = await OpenAICalls.FaultAsync(UpstreamReply.Json("{}", 503) with { Headers = new Dictionary<string, string> { [RelayWord.Header] = RelayWord.Full } });

        Assert.Equal(UpstreamFaultKind.ServerError, fault.Kind);
    }
}
