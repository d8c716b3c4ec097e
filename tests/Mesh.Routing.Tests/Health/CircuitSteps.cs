using Mesh.Contracts.Endpoints;
using Mesh.Routing.Health;

namespace Mesh.Routing.Tests.Health;

/// <summary>Requests as a test tells them.</summary>
internal static class CircuitSteps
{
    /// <summary>A request goes out, past the question whether it may.</summary>
    public static Flight Begin(this Circuit circuit) => circuit.Begin(trial: false, isStream: true);

    /// <summary>A request goes out if it may.</summary>
    public static Flight? Enter(this Circuit circuit) => circuit.TryEnter(out var trial) ? circuit.Begin(trial, isStream: true) : null;

    /// <summary>Requests that fail one after another.</summary>
    public static void Fail(this Circuit circuit, int times = 1, CircuitCause cause = CircuitCause.ServerError)
    {
        for (var i = 0; i < times; i++)
        {
            circuit.Fail(circuit.Begin(), cause);
        }
    }

    /// <summary>Requests that go well one after another.</summary>
    public static void Succeed(this Circuit circuit, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            circuit.Succeed(circuit.Begin());
        }
    }

    /// <summary>Opens it by failures in a row.</summary>
    public static void Open(this Circuit circuit, CircuitCause cause = CircuitCause.ServerError) => circuit.Fail(Circuit.FailuresToOpen, cause);

    public static void End(this Circuit circuit, string ending, Flight flight)
    {
        switch (ending)
        {
            case "succeeded":
                circuit.Succeed(flight);
                break;
            case "failed":
                circuit.Fail(flight, CircuitCause.ServerError);
                break;
            default:
                circuit.Forget(flight);
                break;
        }
    }
}
