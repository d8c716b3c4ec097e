namespace Mesh.Testing.Tools;

/// <summary>What a fake tool does when it is called.</summary>
public sealed record FakeToolReply
{
    /// <summary>What it says.</summary>
    public string Text { get; init; } = "";

    /// <summary>Whether it says that it failed.</summary>
    public bool Failed { get; init; }

    /// <summary>Wait before it answers.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>HTTP status; with another than 200 nothing is said.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The error of the protocol that is told in place of a result; null for none.</summary>
    public int? ProtocolError { get; init; }

    /// <summary>Whether the answer comes as server-sent events.</summary>
    public bool AsEvents { get; init; }

    /// <summary>Never answers.</summary>
    public static FakeToolReply Silence { get; } = new() { Delay = Timeout.InfiniteTimeSpan };

    /// <summary>Says something.</summary>
    public static FakeToolReply Of(string text) => new() { Text = text };
}
