namespace Mesh.Contracts.Endpoints;

/// <summary>Where a limit by the minute comes from.</summary>
public enum LimitSource
{
    /// <summary>The catalogue says it.</summary>
    Catalogue,

    /// <summary>The vendor's rate-limit headers say it.</summary>
    Observed,

    /// <summary>Nobody says it; it was guessed from refusals.</summary>
    Estimated,
}
