using System.Diagnostics;
using System.Globalization;
using System.Text;
using Mesh.Grains.Storage;
using Mesh.Grains.Tests.Hosting;
using Xunit.Abstractions;

namespace Mesh.Grains.Tests.Storage;

public sealed class CrashTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, long> _acknowledged = [];
    private int _count;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AcknowledgedWrites_AfterKillNine_AreAllThere()
    {
        for (var round = 1; round <= 3; round++)
        {
            await WriteUntilKilledAsync(_count + (700 * round));
            await using var store = new SqliteStore(_folder.Path);
            foreach (var (key, value) in _acknowledged)
            {
                Assert.True(await StoredAsync(store, key) >= value, $"round {round}: {key} was acknowledged at {value} and stands at {await StoredAsync(store, key)}");
            }

            output.WriteLine($"round {round}: {_count} acknowledged over {_acknowledged.Count} keys, none lost");
        }
    }

    private async Task WriteUntilKilledAsync(int enough)
    {
        using var process = Start();
        using var patience = new CancellationTokenSource(s_patience);
        await Task.Run(() => ReadAndKill(process, enough), patience.Token).WaitAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);

        Assert.NotEqual(0, process.ExitCode);
        Assert.True(_count >= enough, $"only {_count} of {enough} writes were acknowledged");
    }

    // Reads without a pause, so that the writer never waits for the pipe and the kill meets writes under way.
    private void ReadAndKill(Process process, int enough)
    {
        while (_count < enough && process.StandardOutput.ReadLine() is { } line)
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

    private Process Start() => Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Mesh.StorageCrash.dll"), _folder.Path])
    {
        RedirectStandardOutput = true,
        StandardOutputEncoding = Encoding.UTF8,
        UseShellExecute = false,
    })!;

    private void Note(string line)
    {
        var at = line.IndexOf('=', StringComparison.Ordinal);
        _acknowledged[line[..at]] = long.Parse(line.AsSpan(at + 1), CultureInfo.InvariantCulture);
        _count++;
    }

    private static async Task<long> StoredAsync(SqliteStore store, string key) =>
        store.ReadState("crash", key) is { } row ? long.Parse(row.Data, CultureInfo.InvariantCulture) : 0;
}
