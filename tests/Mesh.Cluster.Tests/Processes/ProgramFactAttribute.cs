using Mesh.Testing.Programs;

namespace Mesh.Cluster.Tests.Processes;

/// <summary>A test that needs a program of the system, and says so where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProgramFactAttribute : FactAttribute
{
    public ProgramFactAttribute(string program)
    {
        if (ExternalProgram.Find(program) is null)
        {
            Skip = $"'{program}' is not installed.";
        }
    }
}
