namespace Mesh.Silo.Tests.Api;

/// <summary>A mesh with nothing configured, for all tests of a class.</summary>
public sealed class FirstRunFixture : DoorFixture
{
    protected override string? Catalog(string url) => null;
}
