using System.Text;

namespace Mesh.Strategies.Tools;

/// <summary>What a call of a tool gave.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Text">What the tool said; null where it said nothing.</param>
/// <param name="Bytes">How large that is, in bytes of UTF-8.</param>
public readonly record struct ToolResult(ToolOutcome Outcome, string? Text, int Bytes)
{
    /// <summary>What a tool said.</summary>
    public static ToolResult Of(string text, bool failed = false) => new(failed ? ToolOutcome.ToolError : ToolOutcome.Done, text, Encoding.UTF8.GetByteCount(text));

    /// <summary>A call of which the tool said nothing.</summary>
    public static ToolResult Error(ToolOutcome outcome) => new(outcome, null, 0);
}
