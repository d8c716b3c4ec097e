using Mesh.Contracts.Catalog;
using Mesh.Contracts.Endpoints;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Routing.Selection;
using Mesh.Routing.Tests.Health;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Routing.Tests.Selection;

public sealed class NoCandidateTests
{
    [Theory]
    [InlineData(Exclusion.Capability, MeshErrorCode.InvalidRequest, "capability_missing")]
    [InlineData(Exclusion.ContextLength, MeshErrorCode.InvalidRequest, "context_length_exceeded")]
    [InlineData(Exclusion.Lifecycle, MeshErrorCode.NotFound, "model_not_served")]
    [InlineData(Exclusion.Cost, MeshErrorCode.QuotaExhausted, "cost_ceiling")]
    [InlineData(Exclusion.Unhealthy, MeshErrorCode.NoCapacity, "overloaded")]
    [InlineData(Exclusion.CoolingDown, MeshErrorCode.NoCapacity, "overloaded")]
    [InlineData(Exclusion.Slow, MeshErrorCode.NoCapacity, "overloaded")]
    [InlineData(Exclusion.TakenOut, MeshErrorCode.NoCapacity, "no_candidate")]
    [InlineData(Exclusion.Full, MeshErrorCode.NoCapacity, "overloaded")]
    [InlineData(Exclusion.Quality, MeshErrorCode.NoCapacity, "no_candidate")]
    public void NoCandidate_OneReasonForAll_IsTheErrors(Exclusion exclusion, MeshErrorCode code, string reason)
    {
        var error = Error(exclusion, exclusion);

        Assert.Equal((code, reason), (error.Code, error.Reason));
        Assert.Equal(code == MeshErrorCode.InvalidRequest ? "model" : null, error.Field);
        Assert.Equal(2, error.Attempts.Count);
        Assert.StartsWith("e0: ", error.Attempts[0], StringComparison.Ordinal);
    }

    [Fact]
    public void NoCandidate_SomeMayRecover_SaysWhenToRetry()
    {
        var error = Error(Exclusion.Capability, Exclusion.Full);

        Assert.Equal((MeshErrorCode.NoCapacity, "overloaded"), (error.Code, error.Reason));
        Assert.Equal(TimeSpan.FromSeconds(1), error.RetryAfter);
        Assert.Equal(["e0: cannot take what the request holds", "e1: is full"], error.Attempts);
    }

    // The same request fails the same way a second later: telling the caller to retry would only cost both.
    [Fact]
    public void NoCandidate_NoneMayRecover_NamesNoRetry()
    {
        var error = Error(Exclusion.Capability, Exclusion.Cost);

        Assert.Equal("no_candidate", error.Reason);
        Assert.Null(error.RetryAfter);
    }

    [Fact]
    public void NoCandidate_NobodyServesTheName_SaysSo() => Assert.Equal("no_endpoint", Error().Reason);

    // Whoever asks again after a second finds an endpoint that cools down for a minute as it was.
    [Theory]
    [InlineData(30.0, null, 1)]
    [InlineData(30.0, 12.5, 12.5)]
    [InlineData(null, 12.5, 1)]
    [InlineData(null, 0.25, 0.25)]
    public void NoCandidate_WhileTheyCoolDown_SaysWhenTheFirstMayBeAsked(double? first, double? second, double expected)
    {
        var mesh = new MeshBuilder { Time = new FakeTimeProvider(), Chance = () => 0 }.With(MeshBuilder.Model("m"), "a", "b");
        foreach (var (name, seconds) in new[] { ("a", first), ("b", second) })
        {
            if (seconds is { } wait)
            {
                mesh.View.Endpoints[name].Stats.Circuit.CoolDown(TimeSpan.FromSeconds(wait));
            }
            else
            {
                // A probe may end an outage at any time.
                mesh.View.Endpoints[name].Stats.Circuit.Open(CircuitCause.Unreachable);
            }
        }

        var error = Router.NoCandidate(Router.Decide(mesh.View, new RouteQuery { Target = "m" }, () => 0, "d")).Error;

        Assert.Equal("overloaded", error.Reason);
        Assert.Equal(expected, error.RetryAfter!.Value.TotalSeconds, 1e-3);
    }

    private static MeshError Error(params Exclusion[] exclusions) => Router.NoCandidate(new RouteDecision
    {
        Id = "d",
        Route = "r",
        Revision = 1,
        Prefer = Prefer.Best,
        Balance = Balance.LeastLoad,
        Candidates = [.. exclusions.Select((e, i) => new Candidate { Endpoint = $"e{i}", Model = "m", Excluded = e })],
        Eligible = 0,
        Deadline = TimeSpan.FromSeconds(1),
    }).Error;
}
