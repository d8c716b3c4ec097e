using System.Buffers;
using System.Text.Json;
using Mesh.Contracts.Catalog;
using Mesh.Strategies.Failover;

namespace Mesh.Silo.Api.OpenAI;

/// <summary>
/// Tells the caller of a stream that another endpoint took over, as an event with a name: <c>mesh.reset</c> or <c>mesh.splice</c>.
/// </summary>
internal static class TakeOverEvent
{
    /// <summary>The event.</summary>
    public static byte[] Of(TakeOverFrame frame)
    {
        var goesOn = frame.Kind == OnInterruption.Continue;
        var buffer = new ArrayBufferWriter<byte>(256);
        buffer.Write(goesOn ? "event: mesh.splice\ndata: "u8 : "event: mesh.reset\ndata: "u8);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("reason", frame.Reason);
            json.WriteString("from_endpoint", frame.From);
            json.WriteString("endpoint", frame.To);
            json.WriteNumber("attempt", frame.Attempt);
            if (goesOn)
            {
                json.WriteNumber("offset", frame.Characters);
            }

            json.WriteEndObject();
        }

        buffer.Write("\n\n"u8);
        return buffer.WrittenSpan.ToArray();
    }
}
