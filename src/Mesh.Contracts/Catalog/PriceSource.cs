namespace Mesh.Contracts.Catalog;

/// <summary>Where a price comes from.</summary>
public enum PriceSource
{
    /// <summary>Written in the catalogue.</summary>
    Declared,

    /// <summary>The card that ships with the mesh.</summary>
    BuiltIn,

    /// <summary>The endpoint's price of an hour, spread over its measured tokens.</summary>
    GpuHour,

    /// <summary>The configured default; every cost from it is marked estimated.</summary>
    Default,

    /// <summary>The endpoint's price of an hour before anything was measured, at an assumed rate; every cost from it is marked estimated.</summary>
    UnmeasuredGpuHour,
}
