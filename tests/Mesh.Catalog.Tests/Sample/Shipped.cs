namespace Mesh.Catalog.Tests.Sample;

/// <summary>What is shipped beside the code.</summary>
internal static class Shipped
{
    public static string Catalog { get; } = Read("catalog.sample.yaml");

    public static string Page { get; } = Read("catalog.md");

    private static string Read(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Shipped", name));
}
