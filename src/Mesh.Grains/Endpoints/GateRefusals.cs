namespace Mesh.Grains.Endpoints;

/// <summary>The reasons of errors by which gates refuse.</summary>
internal static class GateRefusals
{
    /// <summary>The silo's share is in use.</summary>
    public const string Full = "endpoint_full";
}
