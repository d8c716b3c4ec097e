using System.Globalization;
using System.Text;
using Mesh.Grains.Storage;

namespace Mesh.StorageCrash;

/// <summary>Counts under several grains at once.</summary>
internal sealed class CounterWriter(SqliteStore store, Acknowledgements said)
{
    private const int MostWrites = 40_000;
    private const int Keys = 8;

    public Task RunAsync() => Task.WhenAll(Enumerable.Range(0, Keys).Select(k => CountAsync($"counter/{k}")));

    private async Task CountAsync(string key)
    {
        var row = store.ReadState("crash", key);
        var value = row is { } found ? long.Parse(found.Data, CultureInfo.InvariantCulture) : 0;
        var etag = row?.ETag;
        for (var i = 0; i < MostWrites / Keys; i++)
        {
            value++;
            etag = await store.RunAsync(StateChange.Write("crash", key, etag, Encoding.UTF8.GetBytes(value.ToString(CultureInfo.InvariantCulture))));
            said.Say(key, value);
        }
    }
}
