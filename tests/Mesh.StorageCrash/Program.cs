using System.Globalization;
using System.Text;
using Mesh.Grains.Storage;

// Writes counters under several keys at once and says "key=value" once a value is acknowledged. A test kills it in between.
const int mostWrites = 40_000;
const int keys = 8;

if (args is not [var folder])
{
    Console.Error.WriteLine("usage: Mesh.StorageCrash <folder>");
    return 2;
}

using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" };
var say = new Lock();
await using var store = new SqliteStore(folder);
await Task.WhenAll(Enumerable.Range(0, keys).Select(k => CountAsync($"counter/{k}")));
return 0;

async Task CountAsync(string key)
{
    var row = store.ReadState("crash", key);
    var value = row is { } found ? long.Parse(found.Data, CultureInfo.InvariantCulture) : 0;
    var etag = row?.ETag;
    for (var i = 0; i < mostWrites / keys; i++)
    {
        value++;
        etag = await store.RunAsync(StateChange.Write("crash", key, etag, Encoding.UTF8.GetBytes(value.ToString(CultureInfo.InvariantCulture))));
        lock (say)
        {
            output.WriteLine($"{key}={value}");
        }
    }
}
