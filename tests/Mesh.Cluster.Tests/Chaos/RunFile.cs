using System.Text.Json;

namespace Mesh.Cluster.Tests.Chaos;

/// <summary>The state of a long run in a file, so that it may go on another day.</summary>
internal static class RunFile
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    /// <summary>Reads it; a new one where there is no file.</summary>
    public static T Read<T>(string? file)
        where T : new() => file is not null && File.Exists(file) ? JsonSerializer.Deserialize<T>(File.ReadAllText(file))! : new T();

    /// <summary>Writes it, wholly or not at all; nothing where no file is named.</summary>
    public static void Write<T>(string? file, T state)
    {
        if (file is not null)
        {
            File.WriteAllText(file + ".new", JsonSerializer.Serialize(state, s_json));
            File.Move(file + ".new", file, overwrite: true);
        }
    }
}
