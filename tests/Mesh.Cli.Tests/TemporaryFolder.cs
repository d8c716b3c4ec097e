namespace Mesh.Cli.Tests;

/// <summary>A folder that goes away.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("mesh-cli-").FullName;

    public string File(string name, string? text = null)
    {
        var path = Path.Combine(_path, name);
        if (text is not null)
        {
            System.IO.File.WriteAllText(path, text);
        }

        return path;
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
