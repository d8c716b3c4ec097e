namespace Mesh.Contracts.Plans;

/// <summary>What the output of a step must be. Texts are compared without regard to case and to white space around them.</summary>
/// <param name="Step">The step.</param>
/// <param name="Field">Fields and places in its JSON with points between them; empty for its text.</param>
[GenerateSerializer, Immutable, Alias("mesh.StepCheck")]
public sealed record StepCheck([property: Id(0)] string Step, [property: Id(1)] string Field)
{
    /// <summary>It is this; null where it need not be.</summary>
    [Id(2)] public string? Is { get; init; }

    /// <summary>It is not this, or is not there; null where it may be.</summary>
    [Id(3)] public string? IsNot { get; init; }

    /// <summary>It holds this; null where it need not.</summary>
    [Id(4)] public string? Contains { get; init; }
}
