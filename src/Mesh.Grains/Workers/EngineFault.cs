namespace Mesh.Grains.Workers;

/// <summary>How an engine failed to answer at all.</summary>
internal enum EngineFault
{
    /// <summary>Nobody listens: there is no process.</summary>
    Refused,

    /// <summary>Nothing came in time.</summary>
    Silent,

    /// <summary>The connection broke, or what came is no HTTP.</summary>
    Broken,
}
