using Mesh.Strategies.Tools;
using Mesh.Testing.Tools;

namespace Mesh.Grains.Tests.Tools;

/// <summary>What a call gives when its server misbehaves.</summary>
public sealed class ToolFaultTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_OfAServerThatBehaves_GivesItsResult(bool asEvents)
    {
        await using var rig = await ToolRig.StartAsync(a => new FakeToolReply { Text = $"said {a}", AsEvents = asEvents });

        Assert.Equal(new ToolResult(ToolOutcome.Done, """said {"a":1}""", 12), await rig.CallAsync("""{"a":1}"""));
        Assert.Equal("Tool s/say was called for tenant acme by key key1: ok, 12 bytes in N ms, decision d1", Digits(Assert.Single(rig.Audit.Said)));
    }

    [Theory]
    [InlineData(401, ToolOutcome.Credentials)]
    [InlineData(403, ToolOutcome.Credentials)]
    [InlineData(429, ToolOutcome.Busy)]
    [InlineData(500, ToolOutcome.Unreachable)]
    public async Task Call_ThatIsAnsweredByAStatus_IsToldByIt(int status, ToolOutcome outcome)
    {
        await using var rig = await ToolRig.StartAsync(_ => new FakeToolReply { Status = status });

        Assert.Equal(outcome, (await rig.CallAsync()).Outcome);
    }

    [Fact]
    public async Task Tool_ThatSaysItFailed_IsToldWithWhatItSays()
    {
        await using var rig = await ToolRig.StartAsync(_ => new FakeToolReply { Text = "no such city", Failed = true });

        Assert.Equal(new ToolResult(ToolOutcome.ToolError, "no such city", 12), await rig.CallAsync());
    }

    [Fact]
    public async Task ErrorOfTheProtocol_IsMalformed_AndTheSessionGoesOn()
    {
        await using var rig = await ToolRig.StartAsync(_ => new FakeToolReply { ProtocolError = -32602 });

        Assert.Equal(ToolOutcome.Malformed, (await rig.CallAsync()).Outcome);
        Assert.Equal(ToolOutcome.Malformed, (await rig.CallAsync()).Outcome);
        Assert.Equal(1, rig.Server.Opened);
    }

    [Fact]
    public async Task Silence_EndsAtTheCallTimeout_AndTheServerHearsOfIt()
    {
        // Opening the session must be done by then too, and half of it is what its first question may take.
        await using var rig = await ToolRig.StartAsync(_ => FakeToolReply.Silence, "limits: { callTimeout: 8s }");

        Assert.Equal(ToolOutcome.Timeout, (await rig.CallAsync()).Outcome);
        await UntilAsync(() => rig.Server is { Open: 0, Cancelled: 1 });
    }

    [Theory]
    [InlineData(1025, false)]
    [InlineData(20_000_000, false)]
    [InlineData(20_000_000, true)]
    public async Task Result_LargerThanIsTaken_IsNotRead(int bytes, bool asEvents)
    {
        await using var rig = await ToolRig.StartAsync(_ => new FakeToolReply { Text = new string('x', bytes), AsEvents = asEvents }, "limits: { maxResultBytes: 1024 }");

        Assert.Equal(ToolResult.Error(ToolOutcome.ResultTooLarge), await rig.CallAsync().WaitAsync(s_long));
    }

    [Fact]
    public async Task Session_ThatTheServerForgot_IsOpenedAnewAndTheCallIsMade()
    {
        await using var rig = await ToolRig.StartAsync(_ => FakeToolReply.Of("yes"));
        await rig.CallAsync();
        rig.Server.Forget();

        Assert.Equal(ToolOutcome.Done, (await rig.CallAsync()).Outcome);
        Assert.Equal((2, 2, 1), (rig.Server.Opened, rig.Server.Calls.Count, rig.Sessions.Count));
    }

    [Fact]
    public async Task Server_ThatIsDown_OffersNothing_AndIsNotAskedAgainAtOnce()
    {
        await using var rig = await ToolRig.StartAsync(_ => FakeToolReply.Of("yes"));
        rig.Server.Status = 500;

        var offers = new[] { await rig.OfferAsync(), await rig.OfferAsync() };

        Assert.All(offers, o => Assert.Equal([new MissingServer("s", ToolOutcome.Unreachable)], o.Missing));
        Assert.Equal(0, rig.Sessions.Count);
    }

    [Fact]
    public async Task Caller_ThatGoesAway_EndsTheCall()
    {
        await using var rig = await ToolRig.StartAsync(_ => FakeToolReply.Silence);
        using var gone = new CancellationTokenSource();
        var calling = rig.CallAsync(cancellationToken: gone.Token);
        await UntilAsync(() => rig.Server.Open == 1);

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calling.WaitAsync(s_long));
        await UntilAsync(() => rig.Server.Open == 0);
        await UntilAsync(() => rig.Server.Cancelled == 1);
        Assert.Contains(": cancelled, 0 bytes", Assert.Single(rig.Audit.Said), StringComparison.Ordinal);
    }

    internal static async Task UntilAsync(Func<bool> condition)
    {
        for (var i = 0; !condition() && i < 4_000; i++)
        {
            await Task.Delay(5);
        }

        Assert.True(condition());
    }

    private static string Digits(string words) => System.Text.RegularExpressions.Regex.Replace(words, "in [0-9]+ ms", "in N ms");
}
