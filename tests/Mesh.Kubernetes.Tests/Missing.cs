using Mesh.Testing.Programs;

namespace Mesh.Kubernetes.Tests;

/// <summary>What a test needs and the machine lacks.</summary>
internal static class Missing
{
    /// <summary>Stands for the npm packages of tests/tools.</summary>
    public const string Npm = "npm packages";

    /// <summary>Why a test cannot run; null when it can.</summary>
    public static string? Reason(string[] programs) => programs.Select(Reason).FirstOrDefault(r => r is not null);

    private static string? Reason(string program) => program switch
    {
        Npm => NpmTools.Missing,
        _ when ExternalProgram.Find(program) is not null => null,
        "promtool" => "'promtool' is not installed (Debian: apt-get install prometheus).",
        "kubectl" => "'kubectl' is not installed (1.27 or later, from kubernetes.io).",
        _ => $"'{program}' is not installed.",
    };
}
