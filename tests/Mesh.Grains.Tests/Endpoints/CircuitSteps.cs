using Mesh.Contracts.Endpoints;
using Mesh.Routing.Health;

namespace Mesh.Grains.Tests.Endpoints;

/// <summary>Requests as a test tells them.</summary>
internal static class CircuitSteps
{
    /// <summary>Opens it by failures in a row.</summary>
    public static void Open(this Circuit circuit, CircuitCause cause = CircuitCause.ServerError)
    {
        for (var i = 0; i < Circuit.FailuresToOpen; i++)
        {
            circuit.Fail(circuit.Begin(trial: false, isStream: true), cause);
        }
    }
}
