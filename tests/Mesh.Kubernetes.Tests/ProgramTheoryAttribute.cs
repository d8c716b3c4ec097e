namespace Mesh.Kubernetes.Tests;

/// <summary>A test with cases that needs programs of the machine, and says so where one is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProgramTheoryAttribute : TheoryAttribute
{
    public ProgramTheoryAttribute(params string[] programs) => Skip = Missing.Reason(programs);
}
