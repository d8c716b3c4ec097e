namespace Mesh.Testing;

/// <summary>Finds files that tests need.</summary>
public static class TestData
{
    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A path in the folder of real data (<c>MESH_TEST_DATA</c>, else <c>../shared/data</c> beside the repository); null when it is not there.</summary>
    public static string? Find(string relative)
    {
        var folder = Environment.GetEnvironmentVariable("MESH_TEST_DATA") ?? Path.Combine(Root, "..", "shared", "data");
        var path = Path.GetFullPath(Path.Combine(folder, relative));
        return Path.Exists(path) ? path : null;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MeshSilo.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("MeshSilo.sln is above no folder of the tests");
    }
}
