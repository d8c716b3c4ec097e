namespace Mesh.Routing.Load;

/// <summary>As what a request counts where room in engines is short: who stands higher finds more.</summary>
public enum EngineStanding
{
    /// <summary>Critical, of a tenant within its share.</summary>
    Critical,

    /// <summary>Standard, of a tenant within its share, or critical of one beyond it.</summary>
    Standard,

    /// <summary>Sheddable.</summary>
    Sheddable,

    /// <summary>Standard, of a tenant beyond its share.</summary>
    Yielding,
}
