namespace Mesh.Grains.Endpoints;

/// <summary>The reasons of errors by which an endpoint is not reached.</summary>
internal static class GateRefusals
{
    /// <summary>The silo's share is in use.</summary>
    public const string Full = "endpoint_full";

    /// <summary>The circuit is open or the endpoint cools down.</summary>
    public const string Unhealthy = "endpoint_unhealthy";

    /// <summary>The endpoint was taken out of the catalogue.</summary>
    public const string Gone = "endpoint_gone";

    /// <summary>The endpoint's engine is about to leave, has left or is not ready.</summary>
    public const string Leaving = "endpoint_leaving";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [Full, Unhealthy, Gone, Leaving];
}
