namespace Mesh.Cluster.Tests.Chaos;

/// <summary>The trait of tests that take minutes: continuous integration leaves them out (<c>--filter Length!=Long</c>).</summary>
internal static class Lengths
{
    public const string Trait = "Length";

    public const string Long = "Long";

    /// <summary>How long a test goes on, from a variable in seconds.</summary>
    public static TimeSpan Of(string variable, int otherwise) =>
        TimeSpan.FromSeconds(int.TryParse(Environment.GetEnvironmentVariable(variable), out var seconds) ? seconds : otherwise);
}
