using Mesh.Contracts.Errors;
using Mesh.Grains.Endpoints;
using Mesh.Providers.Pipeline;

namespace Mesh.Grains.Tests.Endpoints;

public sealed class UpstreamErrorsTests
{
    [Theory]
    [InlineData(UpstreamFaultKind.Unreachable, "unreachable", true)]
    [InlineData(UpstreamFaultKind.Broken, "broken", true)]
    [InlineData(UpstreamFaultKind.Silent, "silent", true)]
    [InlineData(UpstreamFaultKind.Endless, "endless", false)]
    [InlineData(UpstreamFaultKind.ServerError, "server_error", false)]
    [InlineData(UpstreamFaultKind.Malformed, "malformed", false)]
    [InlineData(UpstreamFaultKind.RateLimited, "rate_limited", false)]
    public void Exception_OfAFault_TellsItsClassAndWhetherTheTransportFailed(UpstreamFaultKind kind, string expected, bool transport)
    {
        var e = UpstreamErrors.ToEndpointException(Fault(kind));

        Assert.Equal((expected, transport), (e.FailureClass, e.IsTransport));
    }

    // The endpoint cools down for that long whether the vendor says when or not: the caller must not come back sooner.
    [Theory]
    [InlineData(UpstreamFaultKind.RateLimited, 7, 7)]
    [InlineData(UpstreamFaultKind.RateLimited, null, 5)]
    [InlineData(UpstreamFaultKind.ServerError, null, null)]
    public void RetryAfter_OfARefusalForNow_IsTheVendorsOrTheCooldown(UpstreamFaultKind kind, int? told, int? expected)
    {
        var e = UpstreamErrors.ToEndpointException(new UpstreamException(kind, new UpstreamFailure { Endpoint = "e" }, told is { } wait ? TimeSpan.FromSeconds(wait) : null));

        Assert.Equal(expected, e.Error.RetryAfter?.TotalSeconds);
    }

    [Fact]
    public void Retract_CalledTwice_WithdrawsOnce()
    {
        var withdrawn = 0;
        var e = UpstreamErrors.ToEndpointException(Fault(UpstreamFaultKind.ServerError), () => withdrawn++);
        e.Retract();
        e.Retract();

        Assert.Equal(1, withdrawn);
    }

    [Fact]
    public void Retract_OfAFaultThatToldNothing_DoesNothing() => UpstreamErrors.ToEndpointException(Fault(UpstreamFaultKind.Rejected)).Retract();

    private static UpstreamException Fault(UpstreamFaultKind kind) => new(kind, new UpstreamFailure { Endpoint = "e" });
}
