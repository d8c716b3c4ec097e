namespace Mesh.Grains.Spending;

/// <summary>A silo's last booking.</summary>
/// <param name="Sequence">Its number.</param>
/// <param name="At">When it came.</param>
[GenerateSerializer, Immutable, Alias("mesh.SiloMark")]
public readonly record struct SiloMark([property: Id(0)] long Sequence, [property: Id(1)] DateTimeOffset At);
