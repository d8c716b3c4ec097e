using System.Text.Json.Nodes;

namespace Mesh.Testing.Programs;

/// <summary>The npm packages and scripts of tests/tools.</summary>
public static class NpmTools
{
    private static readonly Lazy<string?> s_missing = new(FindMissing);

    /// <summary>The folder of the tools.</summary>
    public static string Folder { get; } = Path.Combine(TestData.Root, "tests", "tools");

    /// <summary>Why they cannot be used; null when they can. What lacks is fetched once.</summary>
    public static string? Missing => s_missing.Value;

    /// <summary>Runs a script of the folder in Node.</summary>
    public static Task<(int Code, string Output)> RunAsync(string script, IEnumerable<string> arguments, string? input = null) =>
        ExternalProgram.RunAsync(ExternalProgram.Find("node")!, [script, .. arguments], Folder, input);

    private static string? FindMissing()
    {
        if (ExternalProgram.Find("node") is null || ExternalProgram.Find("npm") is not { } npm)
        {
            return "node and npm are not installed (Debian: apt-get install nodejs npm).";
        }

        // Test projects run side by side and share the folder: one fetches, the others wait for it.
        using var turn = new Mutex(initiallyOwned: false, "Global\\mesh-test-tools");
        try
        {
            if (!turn.WaitOne(TimeSpan.FromMinutes(5)))
            {
                return "Another process has been fetching tests/tools for five minutes.";
            }
        }
        catch (AbandonedMutexException)
        {
            // It ended in the middle; the turn is this one's now.
        }

        try
        {
            if (IsWhole())
            {
                return null;
            }

            var (code, output) = ExternalProgram.RunAsync(npm, ["ci", "--prefix", Folder], Folder).GetAwaiter().GetResult();
            return code == 0 ? null : $"npm ci in tests/tools failed: {output.Trim()}";
        }
        finally
        {
            turn.ReleaseMutex();
        }
    }

    private static bool IsWhole() => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "package.json")))!["dependencies"]!.AsObject()
        .All(package => Directory.Exists(Path.Combine(Folder, "node_modules", package.Key)));
}
