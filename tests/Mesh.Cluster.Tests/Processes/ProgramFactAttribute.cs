namespace Mesh.Cluster.Tests.Processes;

/// <summary>A test that needs a program of the system, and says so where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProgramFactAttribute : FactAttribute
{
    public ProgramFactAttribute(string program)
    {
        if (Find(program) is null)
        {
            Skip = $"'{program}' is not installed.";
        }
    }

    /// <summary>Where a program is; null when it is not installed. Programs of the system's administration are found too.</summary>
    public static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Concat(["/usr/sbin", "/sbin"])
        .Select(f => Path.Combine(f, program))
        .FirstOrDefault(File.Exists);
}
