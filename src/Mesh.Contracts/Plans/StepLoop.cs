namespace Mesh.Contracts.Plans;

/// <summary>Steps that are done again.</summary>
/// <param name="From">The first of them; the last is the one that says so.</param>
/// <param name="Most">Most rounds, the first included.</param>
/// <param name="Until">Ends them sooner; null for never.</param>
[GenerateSerializer, Immutable, Alias("mesh.StepLoop")]
public sealed record StepLoop([property: Id(0)] string From, [property: Id(1)] int Most, [property: Id(2)] StepCheck? Until)
{
    /// <summary>Most rounds that may be written.</summary>
    public const int MostRounds = 10;
}
