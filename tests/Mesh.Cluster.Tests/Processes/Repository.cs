namespace Mesh.Cluster.Tests.Processes;

/// <summary>The sources that the tests were built from.</summary>
internal static class Repository
{
    private static readonly string s_root = Root();

    /// <summary>One of its files or folders.</summary>
    public static string File(string path) => Path.Combine(s_root, path);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder.FullName, "MeshSilo.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("the tests do not lie in the repository");
        }

        return folder.FullName;
    }
}
