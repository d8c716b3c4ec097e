namespace Mesh.Contracts.Routing;

/// <summary>Why an endpoint was left out.</summary>
public enum Exclusion
{
    /// <summary>It may serve.</summary>
    None,

    /// <summary>The model cannot take or give what is needed.</summary>
    Capability,

    /// <summary>The prompt and answer do not fit its context.</summary>
    ContextLength,

    /// <summary>The model is not approved.</summary>
    Lifecycle,

    /// <summary>Its circuit is open: it fails.</summary>
    Unhealthy,

    /// <summary>It is full.</summary>
    Full,

    /// <summary>Its expected cost is over the ceiling.</summary>
    Cost,

    /// <summary>Its quality is under the floor.</summary>
    Quality,

    /// <summary>It is simulated, and would stand in for a real endpoint.</summary>
    Simulated,

    /// <summary>It asked to be left alone for a while.</summary>
    CoolingDown,

    /// <summary>It is much slower than it was, or silent, and its model's other endpoints are not.</summary>
    Slow,

    /// <summary>Its vendor refuses the mesh's key or account: an operator must mend that.</summary>
    TakenOut,

    /// <summary>Its node or engine is gone.</summary>
    Gone,

    /// <summary>Its engine loads its model or is being measured.</summary>
    NotReady,

    /// <summary>Its node takes no new work and is about to leave.</summary>
    Draining,

    /// <summary>The request holds data that its model may not see.</summary>
    DataPolicy,

    /// <summary>A rule of the route leaves it out.</summary>
    Rule,

    /// <summary>Its predicted time is over the ceiling.</summary>
    Latency,

    /// <summary>Its vendor has had its share of the route's requests.</summary>
    VendorShare,
}
