using Mesh.Testing.Programs;

namespace Mesh.Silo.Tests.Sdk;

/// <summary>A test that needs the npm tools, and says so where they cannot be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NpmFactAttribute : FactAttribute
{
    public NpmFactAttribute() => Skip = NpmTools.Missing;
}
