using Mesh.Contracts.Errors;
using Mesh.Strategies.Failover;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Strategies.Tests.Failover;

/// <summary>Three endpoints that fail half the time: what retries cost the fleet.</summary>
public sealed class RetryCostTests
{
    private const int Requests = 10_000;

    [Theory]
    [InlineData(false, false, 1000, 1.2)]
    [InlineData(false, false, 50, 1.2)]
    [InlineData(false, true, 1000, 1.2)]
    [InlineData(true, false, 1000, 1.7)]
    [InlineData(true, false, 50, 1.7)]
    [InlineData(true, true, 1000, 1.7)]
    public async Task Attempts_WithHalfOfThemFailing_StayUnderTheBound(bool transport, bool alike, int perSecond, double most)
    {
        var (attempts, answered) = await RunAsync(transport, alike, perSecond, failing: 0.5);

        Assert.InRange((double)attempts / Requests, 1.05, most);
        Assert.InRange((double)answered / Requests, transport ? 0.7 : 0.55, 1);
    }

    [Fact]
    public async Task Attempts_WithOneInTenFailing_AreNearlyAllMadeGood()
    {
        var (attempts, answered) = await RunAsync(transport: false, alike: false, perSecond: 100, failing: 0.1);

        Assert.InRange((double)attempts / Requests, 1.09, 1.2);
        Assert.InRange((double)answered / Requests, 0.985, 1);
    }

    [Fact]
    public async Task Moves_AtALowRate_AreAtLeastThreeInTenSeconds()
    {
        var time = new FakeTimeProvider();
        var paid = 0;
        var loop = new FailoverLoop(new RetryBudget(time), kind => paid += kind == RetryKind.Paid ? 1 : 0);
        for (var i = 0; i < 30; i++)
        {
            await AskAsync(loop, endpoint => endpoint == "a" ? "server_error" : null, transport: false);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(9, paid);
    }

    private static async Task<(int Attempts, int Answered)> RunAsync(bool transport, bool alike, int perSecond, double failing)
    {
        var time = new FakeTimeProvider();
        var random = new Random(7);
        var loop = new FailoverLoop(new RetryBudget(time), _ => { });
        var (attempts, answered, failures) = (0, 0, 0);
        for (var i = 0; i < Requests; i++)
        {
            var answer = await AskAsync(loop, Fails, transport);
            answered += answer ? 1 : 0;
            time.Advance(TimeSpan.FromSeconds(1.0 / perSecond));
        }

        return (attempts, answered);

        // Alike failures are taken for the request's fault after the second; others go as far as the budget lets them.
        string? Fails(string endpoint)
        {
            attempts++;
            return random.NextDouble() >= failing ? null : alike ? "alike" : $"fault_{failures++}";
        }
    }

    private static async Task<bool> AskAsync(FailoverLoop loop, Func<string, string?> fails, bool transport)
    {
        try
        {
            await loop.AskAsync(
                Decisions.Of("a", "b", "c"),
                endpoint => fails(endpoint) is { } reason ? Task.FromException<bool>(ScriptedCaller.Fault(reason, transport: transport)) : Task.FromResult(true),
                CancellationToken.None);
            return true;
        }
        catch (MeshException)
        {
            return false;
        }
    }
}
