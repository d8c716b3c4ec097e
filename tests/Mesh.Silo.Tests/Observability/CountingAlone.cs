namespace Mesh.Silo.Tests.Observability;

/// <summary>A meter's listeners hear every mesh of the process: tests that count run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CountingAlone
{
    public const string Name = "metrics";
}
