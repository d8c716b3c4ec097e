namespace Mesh.Architecture.Tests;

/// <summary>The repository's C# files, parsed once.</summary>
internal static class SourceTree
{
    private static readonly string[] s_roots = ["src", "tests", "bench"];

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<SourceFile> Files { get; } = [.. s_roots.SelectMany(Read)];

    public static IEnumerable<SourceFile> Under(string folder) => Files.Where(f => f.Path.StartsWith(folder + "/", StringComparison.Ordinal));

    public static IEnumerable<string> AllProjects() => s_roots.SelectMany(Projects);

    public static IEnumerable<string> Projects(string folder) =>
        Directory.GetFiles(System.IO.Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories);

    private static IEnumerable<SourceFile> Read(string folder) => Directory
        .EnumerateFiles(System.IO.Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
        .Select(p => System.IO.Path.GetRelativePath(Root, p).Replace('\\', '/'))
        .Where(p => !p.Contains("/obj/", StringComparison.Ordinal) && !p.Contains("/bin/", StringComparison.Ordinal) && !p.Contains("/node_modules/", StringComparison.Ordinal))
        .Select(p => new SourceFile(p, File.ReadAllText(System.IO.Path.Combine(Root, p))));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "MeshSilo.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("MeshSilo.sln is above no folder of the tests");
    }
}
