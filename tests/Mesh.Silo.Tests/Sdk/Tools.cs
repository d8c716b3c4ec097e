using System.Diagnostics;
using Mesh.Testing;

namespace Mesh.Silo.Tests.Sdk;

/// <summary>Runs the npm tools of tests/tools and programs of the machine, and tells why where one is missing.</summary>
internal static class Tools
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private static readonly Lazy<string?> s_missingNpm = new(FindMissingNpm);

    public static string Folder { get; } = Path.Combine(TestData.Root, "tests", "tools");

    /// <summary>Why the npm tools cannot be used; null when they can.</summary>
    public static string? MissingNpm => s_missingNpm.Value;

    public static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);

    public static async Task<(int Code, string Output)> RunAsync(string program, IEnumerable<string> arguments, string folder, string? input = null)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var patience = new CancellationTokenSource(s_patience);
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        var errors = process.StandardError.ReadToEndAsync(patience.Token);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output + await errors);
    }

    private static string? FindMissingNpm()
    {
        if (Find("node") is null || Find("npm") is not { } npm)
        {
            return "node and npm are not installed (Debian: apt-get install nodejs npm).";
        }

        if (Directory.Exists(Path.Combine(Folder, "node_modules", "openai")))
        {
            return null;
        }

        var (code, output) = RunAsync(npm, ["ci", "--prefix", Folder], Folder).GetAwaiter().GetResult();
        return code == 0 ? null : $"npm ci in tests/tools failed: {output.Trim()}";
    }
}
