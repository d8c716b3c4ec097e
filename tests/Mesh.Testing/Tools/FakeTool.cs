namespace Mesh.Testing.Tools;

/// <summary>A tool of a fake server.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Answer">What it says to arguments, as JSON.</param>
public sealed record FakeTool(string Name, Func<string, FakeToolReply> Answer)
{
    /// <summary>What the server says that it does.</summary>
    public string Description { get; init; } = "Says something.";

    /// <summary>JSON schema of its arguments.</summary>
    public string Schema { get; init; } = """{"type":"object"}""";
}
