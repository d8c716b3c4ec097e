namespace Mesh.Testing.Engines;

/// <summary>What a fake engine's <c>/metrics</c> gives.</summary>
public enum FakeEngineMetrics
{
    /// <summary>Its gauges under the names of today.</summary>
    Today,

    /// <summary>Its gauges under the names that they had in older versions.</summary>
    Old,

    /// <summary>None: the page is switched off.</summary>
    Off,

    /// <summary>Something that is no metrics page.</summary>
    Garbage,

    /// <summary>A page of ten megabytes.</summary>
    Huge,

    /// <summary>The request is taken and nothing comes.</summary>
    Silent,
}
