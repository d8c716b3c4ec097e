namespace Mesh.Grains.Redis;

/// <summary>Remembers, beside the silo, which data it has served.</summary>
internal sealed class DatasetMemory(string file)
{
    /// <summary>The id of that data; null when there was none.</summary>
    public string? Read() => File.Exists(file) ? File.ReadAllText(file).Trim() is { Length: > 0 } id ? id : null : null;

    /// <summary>Writes it down, whole or not at all.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public void Write(string id)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.WriteAllText(file + ".new", id + "\n");
        File.Move(file + ".new", file, overwrite: true);
    }
}
