using System.Globalization;
using Mesh.Grains.Storage;
using Mesh.Grains.Tests.Hosting;
using Xunit.Abstractions;

namespace Mesh.Grains.Tests.Storage;

public sealed class CrashTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AcknowledgedWrites_AfterKillNine_AreAllThere()
    {
        var writer = new KilledWriter(_folder.Path, "counters");
        for (var round = 1; round <= 3; round++)
        {
            await writer.RunAsync(700 * round);
            await using var store = new SqliteStore(_folder.Path);
            foreach (var (key, value) in writer.Acknowledged)
            {
                Assert.True(Stored(store, key) >= value, $"round {round}: {key} was acknowledged at {value} and stands at {Stored(store, key)}");
            }

            output.WriteLine($"round {round}: {writer.Count} acknowledged over {writer.Acknowledged.Count} keys, none lost");
        }
    }

    private static long Stored(SqliteStore store, string key) =>
        store.ReadState("crash", key) is { } row ? long.Parse(row.Data, CultureInfo.InvariantCulture) : 0;
}
