namespace Mesh.Providers.Tools;

/// <summary>A tool server gave nothing that can be used. What it said of it stays inside.</summary>
/// <param name="kind">Why.</param>
/// <param name="inner">What was met.</param>
public sealed class ToolServerException(ToolFaultKind kind, Exception? inner = null) : Exception($"A tool server failed: {kind}.", inner)
{
    /// <summary>Why.</summary>
    public ToolFaultKind Kind => kind;
}
