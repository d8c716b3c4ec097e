using Mesh.Contracts.Catalog;
using Mesh.Contracts.Routing;
using Mesh.Grains.Conversations.Context;

namespace Mesh.Grains.Tests.Conversations.Context;

public sealed class HandOverReasonsTests
{
    [Theory]
    [InlineData("b", "", "asked_for")]
    [InlineData("b c", "", "not_a_candidate")]
    [InlineData("b a", "", "ranked_higher")]
    [InlineData("a b", "a-api", "failed_over")]
    [InlineData("b !a", "", "unhealthy")]
    public void Reason_OfAHandOver_IsTheDecisions(string candidates, string failed, string reason)
    {
        var decision = new RouteDecision
        {
            Id = "d",
            Route = "r",
            Revision = 1,
            Prefer = Prefer.Balanced,
            Balance = Balance.LeastLoad,
            Eligible = 1,
            Deadline = TimeSpan.FromSeconds(1),
            Candidates = [.. candidates.Split(' ').Select(c => new Candidate { Endpoint = c.TrimStart('!') + "-api", Model = c.TrimStart('!'), Excluded = c[0] == '!' ? Exclusion.Unhealthy : Exclusion.None })],
        };

        Assert.Equal(reason, HandOverReasons.Of(decision, "a", "b", failed.Length == 0 ? [] : [failed]));
    }
}
