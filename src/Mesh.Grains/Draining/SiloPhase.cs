namespace Mesh.Grains.Draining;

/// <summary>How far a silo is on its way out. It only goes forward.</summary>
public enum SiloPhase
{
    /// <summary>It serves.</summary>
    Serving,

    /// <summary>It still serves whoever comes, and tells everybody to go elsewhere.</summary>
    Notice,

    /// <summary>It takes nothing new and finishes what it has.</summary>
    Draining,

    /// <summary>What is still under way is ended, and told so.</summary>
    Cut,

    /// <summary>Nobody is waited for any longer.</summary>
    Over,
}
