using System.Text;

namespace Mesh.StorageCrash;

/// <summary>Says what is acknowledged, a whole line at a time.</summary>
internal sealed class Acknowledgements : IAsyncDisposable
{
    private readonly StreamWriter _output = new(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" };
    private readonly Lock _lock = new();

    public void Say(string key, long value)
    {
        lock (_lock)
        {
            _output.WriteLine($"{key}={value}");
        }
    }

    public ValueTask DisposeAsync() => _output.DisposeAsync();
}
