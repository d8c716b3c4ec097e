namespace Mesh.Grains.Endpoints;

/// <summary>Why a gate refused.</summary>
public enum GateRefusal
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>The circuit is open or the endpoint cools down.</summary>
    Unhealthy,

    /// <summary>The silo's share is in use.</summary>
    Full,
}
