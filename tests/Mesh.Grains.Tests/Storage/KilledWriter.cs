using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Mesh.Grains.Tests.Storage;

/// <summary>Runs a process that writes to a store, kills it amid its writes, and remembers what it had acknowledged.</summary>
internal sealed class KilledWriter(string folder, string what)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    /// <summary>The last value of each key that was acknowledged.</summary>
    public Dictionary<string, long> Acknowledged { get; } = [];

    /// <summary>How many writes were acknowledged.</summary>
    public int Count { get; private set; }

    /// <summary>Lets it write until so many more writes are acknowledged, then ends it by SIGKILL.</summary>
    public async Task RunAsync(int more)
    {
        var enough = Count + more;
        using var process = Start();
        using var patience = new CancellationTokenSource(s_patience);
        await Task.Run(() => ReadAndKill(process, enough), patience.Token).WaitAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);

        Assert.NotEqual(0, process.ExitCode);
        Assert.True(Count >= enough, $"only {Count} of {enough} writes were acknowledged");
    }

    // Reads without a pause, so that the writer never waits for the pipe and the kill meets writes under way.
    private void ReadAndKill(Process process, int enough)
    {
        while (Count < enough && process.StandardOutput.ReadLine() is { } line)
        {
            Note(line);
        }

        process.Kill();

        // What it said before it died counts too; its last line may be torn.
        var rest = process.StandardOutput.ReadToEnd();
        foreach (var line in rest[..(rest.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Note(line);
        }
    }

    private Process Start() => Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Mesh.StorageCrash.dll"), folder, what])
    {
        RedirectStandardOutput = true,
        StandardOutputEncoding = Encoding.UTF8,
        UseShellExecute = false,
    })!;

    private void Note(string line)
    {
        var at = line.IndexOf('=', StringComparison.Ordinal);
        Acknowledged[line[..at]] = long.Parse(line.AsSpan(at + 1), CultureInfo.InvariantCulture);
        Count++;
    }
}
