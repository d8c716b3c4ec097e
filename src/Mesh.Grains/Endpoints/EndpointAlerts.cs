using Mesh.Contracts.Endpoints;
using Mesh.Grains.Telemetry;
using Mesh.Routing.Snapshots;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Endpoints;

/// <summary>Tells operators of endpoints that only they can mend.</summary>
public sealed partial class EndpointAlerts(MeshInstruments instruments, ILogger<EndpointAlerts> logger)
{
    /// <summary>An endpoint was taken out. Told once for each outage.</summary>
    public void TakenOut(ServedEndpoint endpoint, CircuitCause cause)
    {
        instruments.Alerted(endpoint, cause == CircuitCause.Credentials ? "credentials" : "quota_spent");
        LogTakenOut(endpoint.Name, cause == CircuitCause.Credentials ? "its vendor does not accept the mesh's key" : "the mesh's account at its vendor is used up", endpoint.Provider.Name);
    }

    [LoggerMessage(1, LogLevel.Warning, "Endpoint {Endpoint} is taken out: {Cause}. Mend provider {Provider}; the endpoint is tried again every five minutes")]
    private partial void LogTakenOut(string endpoint, string cause, string provider);
}
