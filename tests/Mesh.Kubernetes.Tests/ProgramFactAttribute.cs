namespace Mesh.Kubernetes.Tests;

/// <summary>A test that needs programs of the machine, and says so where one is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProgramFactAttribute : FactAttribute
{
    public ProgramFactAttribute(params string[] programs) => Skip = Missing.Reason(programs);
}
