using System.Diagnostics;
using Mesh.Contracts.Endpoints;
using Mesh.Silo.Tests.Api;
using Mesh.Testing.Faults;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Faults;

/// <summary>What the caller sees of a fault, what the upstreams were asked, what was accounted.</summary>
internal sealed class FaultChecks(FaultMesh mesh)
{
    // The mesh's own bounds end a request; this only keeps a hanging one from being taken for a slow machine.
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(60);

    /// <summary>The caller sees the documented result, and the account holds it.</summary>
    public async Task AloneAsync(FaultCase fault)
    {
        var (result, endpoint, model) = (fault.Result, $"{fault.Alone}-first", $"{fault.Alone}-m");
        var began = Stopwatch.GetTimestamp();

        var heard = await mesh.AskAsync(fault, fault.Alone);

        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, s_longest);
        Check(fault, result, heard);
        await AskedOnceAsync(fault, fault.Upstream(fault.Alone));
        await Waiting.UntilAsync(() => mesh.InFlight(endpoint) == 0);
        Assert.Equal([result.Outcome], mesh.Tally.Outcomes(endpoint));
        Charged(result, mesh.Status(endpoint));
        Accounts(fault, result, model);
    }

    /// <summary>Another endpoint is asked where that is documented, and nowhere else.</summary>
    public async Task WithAnotherAsync(FaultCase fault)
    {
        var result = fault.Result;
        await mesh.EarnMovesAsync();

        var heard = await mesh.AskAsync(fault, fault.Pair);

        await Waiting.UntilAsync(() => mesh.InFlight($"{fault.Pair}-first") == 0 && mesh.InFlight($"{fault.Pair}-second") == 0);
        Assert.Equal([result.Outcome], mesh.Tally.Outcomes($"{fault.Pair}-first"));
        Assert.Equal(result.Moves ? ["ok"] : [], mesh.Tally.Outcomes($"{fault.Pair}-second"));
        Assert.Equal(result.Moves ? 1 : 0, mesh.Asked($"none.{fault.Pair}"));

        // Once even over a connection that was used before: no transport asks again by itself.
        await AskedOnceAsync(fault, fault.Upstream(fault.Pair));
        if (result.Moves)
        {
            Assert.Equal((Seen.Whole, FaultMesh.Text, true, 0), (heard.Seen, heard.Text, heard.Ended, heard.Errors));
        }
        else
        {
            Check(fault, result, heard);
        }
    }

    // Whom nothing answers in time may count the request later than its caller gives it up.
    private async Task AskedOnceAsync(FaultCase fault, string upstream)
    {
        var times = Reached(fault) ? 1 : 0;
        await Waiting.UntilAsync(() => mesh.Asked(upstream) >= times, "the upstream is asked");
        Assert.Equal(times, mesh.Asked(upstream));
    }

    private static bool Reached(FaultCase fault) => fault.Fault is not (Fault.Refused or Fault.UntrustedCertificate or Fault.ExpiredCertificate);

    private static void Check(FaultCase fault, FaultResult result, Heard heard)
    {
        Assert.Equal((result.Seen, result.Code, result.Reason), (heard.Seen, heard.Code, heard.Reason));
        Assert.Equal(result.Seen == Seen.Whole, heard.Ended);
        Assert.Equal(result.Seen == Seen.Whole ? 0 : 1, heard.Errors);
        if (result.Seen == Seen.Whole)
        {
            Assert.Equal(Expected(fault), heard.Text);
        }
        else if (fault.Fault != Fault.Endless)
        {
            Assert.StartsWith(heard.Text, FaultMesh.Text, StringComparison.Ordinal);
        }

        if (heard.Source is { } source)
        {
            Assert.Equal(result.Accounted == Accounted.Told, source == V1.UsageSource.Upstream);
        }
    }

    private static string Expected(FaultCase fault) => fault.Fault switch
    {
        Fault.ManyDeltas => fault.Streaming ? new string('a', FaultMesh.Deltas) : "",
        Fault.MegabyteDelta => new string('a', 1024 * 1024),
        _ => FaultMesh.Text,
    };

    private static void Charged(FaultResult result, EndpointStatus status)
    {
        Assert.Equal(result.Charge is Charge.Failure or Charge.FailureAndCooldown ? 1 : 0, status.Failures);
        if (result.Charge is Charge.Cooldown or Charge.FailureAndCooldown)
        {
            Assert.Equal(CircuitState.Open, status.Circuit);
        }
    }

    private void Accounts(FaultCase fault, FaultResult result, string model)
    {
        var (input, output) = (mesh.Tally.Tokens(model, "input"), mesh.Tally.Tokens(model, "output"));
        switch (result.Accounted)
        {
            case Accounted.Told:
                Assert.Equal((FaultyText.PromptTokens, 5L), (input, output));
                break;
            case Accounted.Nothing:
                Assert.Equal((0L, 0L), (input, output));
                break;
            case Accounted.Own:
                Assert.InRange(input, 1, 100);
                Assert.InRange(output, 1, Most(fault));
                break;
        }
    }

    // A token a byte is more than any text has.
    private static long Most(FaultCase fault) => fault.Fault switch
    {
        Fault.MegabyteDelta => 1024 * 1024,
        Fault.ManyDeltas => 2 * FaultMesh.Deltas,
        Fault.Endless => long.MaxValue,
        _ => 200,
    };
}
