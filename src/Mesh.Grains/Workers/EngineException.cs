namespace Mesh.Grains.Workers;

/// <summary>An engine did not answer.</summary>
/// <param name="fault">How.</param>
/// <param name="words">The same for operators.</param>
/// <param name="inner">What lies under it.</param>
internal sealed class EngineException(EngineFault fault, string words, Exception inner) : Exception(words, inner)
{
    /// <summary>How it failed.</summary>
    public EngineFault Fault { get; } = fault;
}
