using Mesh.Testing.Programs;

namespace Mesh.Silo.Tests.Sdk;

/// <summary>A test that needs a program of the machine, and says so where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProgramFactAttribute : FactAttribute
{
    public ProgramFactAttribute(string program, string package)
    {
        if (ExternalProgram.Find(program) is null)
        {
            Skip = $"'{program}' is not installed (Debian: apt-get install {package}).";
        }
    }
}
