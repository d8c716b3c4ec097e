using System.Text.Json;

namespace Mesh.Testing.Histories;

/// <summary>Writes operations as JSON lines, from any thread. What is buffered is bounded by the stream's own buffer; what was not flushed is lost with the process.</summary>
/// <param name="path">The file; what is there is added to.</param>
public sealed class HistoryWriter(string path) : IDisposable
{
    private const int Buffer = 64 * 1024;
    private readonly Lock _lock = new();
    private readonly StreamWriter _lines = new(path, append: true, System.Text.Encoding.UTF8, Buffer);

    /// <summary>Adds an operation.</summary>
    public void Add(OperationRecord operation)
    {
        var line = JsonSerializer.Serialize(operation, HistoryFile.Form);
        lock (_lock)
        {
            _lines.Write(line);
            _lines.Write('\n');
        }
    }

    /// <summary>Hands what is buffered to the system.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            _lines.Flush();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();
}
