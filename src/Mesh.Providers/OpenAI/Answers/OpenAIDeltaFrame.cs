using System.Text.Json;
using Mesh.Contracts.Chat;

namespace Mesh.Providers.OpenAI.Answers;

/// <summary>
/// Events that came together and are pieces of the answer, nothing else: no error, no end, no finish and no count of tokens.
/// They go on together, since a frame for each would cost more than the copy of its bytes.
/// </summary>
internal sealed class OpenAIDeltaFrame(ReadOnlyMemory<byte> raw, int parts) : ContentFrame
{
    public override Dialect Dialect => Dialect.OpenAI;

    public override ReadOnlyMemory<byte> Raw => raw;

    public override int Parts => parts;

    public override bool HasContent => true;

    /// <summary>Whether an event is such a piece: one line of data that holds an object without any of the words that matter.</summary>
    /// <param name="e">The event.</param>
    /// <param name="onlyText">Whether it is known to hold neither an error nor a count of tokens.</param>
    public static bool Takes(ReadOnlySpan<byte> e, bool onlyText) =>
        e.StartsWith("data: {"u8)
        && e.EndsWith("}\n\n"u8)
        && e.IndexOfAny((byte)'\n', (byte)'\r') == e.Length - 2
        && !OpenAIStreamFrame.HasValue(e, "\"finish_reason\""u8)
        && (onlyText || (e.IndexOf("\"error\""u8) < 0 && !OpenAIStreamFrame.HasValue(e, "\"usage\""u8)));

    public override IReadOnlyList<ChatEvent> Read() => [.. ReadEach()];

    public override IEnumerable<ChatEvent> ReadEach()
    {
        for (var rest = raw; !rest.IsEmpty;)
        {
            var length = rest.Span.IndexOf("\n\n"u8) + 2;
            foreach (var e in Read(rest["data: ".Length..length]))
            {
                yield return e;
            }

            rest = rest[length..];
        }
    }

    private static IReadOnlyList<ChatEvent> Read(ReadOnlyMemory<byte> data)
    {
        try
        {
            return Json.Read(data, OpenAIAnswerReader.Chunk);
        }
        catch (JsonException e)
        {
            throw OpenAIStreamFrame.Unreadable(e);
        }
    }
}
