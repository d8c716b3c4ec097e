using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mesh.Testing.Histories;

/// <summary>Reads operations from JSON lines, one at a time.</summary>
public static class HistoryFile
{
    internal static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The operations of a file, in its order. A last line that its writer did not finish, having been killed, is left out.</summary>
    /// <exception cref="InvalidDataException">Another line is no operation; the message names it.</exception>
    public static IEnumerable<OperationRecord> Read(string path)
    {
        using var lines = new StreamReader(path);
        var number = 0;
        while (lines.ReadLine() is { } line)
        {
            number++;
            if (Parse(line) is { } operation)
            {
                yield return operation;
            }
            else if (!lines.EndOfStream || EndsWithNewline(path))
            {
                throw new InvalidDataException($"Line {number} of {path} is no operation.");
            }
        }
    }

    private static OperationRecord? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<OperationRecord>(line, Form);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool EndsWithNewline(string path)
    {
        using var file = File.OpenRead(path);
        if (file.Length == 0)
        {
            return true;
        }

        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() == '\n';
    }
}
