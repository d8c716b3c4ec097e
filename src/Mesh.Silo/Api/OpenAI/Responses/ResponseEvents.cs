using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Mesh.Contracts.Conversations;

namespace Mesh.Silo.Api.OpenAI.Responses;

/// <summary>
/// Writes a turn as the events of a streamed response. Their numbers depend on the turn's frames alone, so that a stream that is taken up
/// elsewhere goes on with the same ones.
/// </summary>
/// <param name="id">The response's name.</param>
/// <param name="turn">The turn as it was accepted.</param>
/// <param name="isKept">Whether the mesh keeps it.</param>
/// <param name="after">The number of the last event that the caller has; those up to it are left out.</param>
internal sealed class ResponseEvents(ResponseId id, TurnRecord turn, bool isKept, long after)
{
    private readonly ResponseOutput _output = new(id);
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private long _next;

    /// <summary>The first events: it exists, and it is under way.</summary>
    public ReadOnlyMemory<byte> Begin()
    {
        _buffer.ResetWrittenCount();
        var begun = turn with { State = TurnState.Accepted, Answer = null, Error = null };
        Write("response.created", json => WriteResponse(json, begun));
        Write("response.in_progress", json => WriteResponse(json, begun));
        return _buffer.WrittenMemory;
    }

    /// <summary>The events of a frame; the bytes hold until the next call.</summary>
    public ReadOnlyMemory<byte> Of(TurnFrame frame)
    {
        _buffer.ResetWrittenCount();
        foreach (var change in _output.Take(frame.Event))
        {
            Write(change);
        }

        switch (frame.Event)
        {
            case TurnReset reset:
                Write("mesh.reset", json =>
                {
                    json.WriteString("reason", reset.Reason);
                    json.WriteString("from", reset.From);
                });
                break;
            case TurnSpliced splice:
                Write("mesh.splice", json =>
                {
                    json.WriteString("reason", splice.Reason);
                    json.WriteString("from_endpoint", splice.From);
                    json.WriteString("endpoint", splice.Endpoint);
                    json.WriteNumber("offset", splice.Offset);
                });
                break;
            case TurnOver over:
                var ended = over.Turn with { Request = turn.Request };
                Write($"response.{ResponseObject.Status(ended)}", json => WriteResponse(json, ended));
                break;
        }

        return _buffer.WrittenMemory;
    }

    private void Write(ResponseChange change)
    {
        var (item, text) = (change.Item, change.Kind == ResponseChangeKind.Grown ? change.Text : change.Item.Content.ToString());
        var isCall = item.Kind == ResponseItemKind.Call;
        switch (change.Kind)
        {
            case ResponseChangeKind.Begun:
                Write("response.output_item.added", json => WriteItem(json, item));
                if (!isCall)
                {
                    Write("response.content_part.added", json => WritePart(json, item, ""));
                }

                break;
            case ResponseChangeKind.Grown:
                Write($"response.{Stem(item.Kind)}.delta", json => WriteText(json, item, "delta", text));
                break;
            default:
                Write($"response.{Stem(item.Kind)}.done", json => WriteText(json, item, DoneName(item.Kind), text));
                if (!isCall)
                {
                    Write("response.content_part.done", json => WritePart(json, item, text));
                }

                Write("response.output_item.done", json => WriteItem(json, item));
                break;
        }
    }

    private static string Stem(ResponseItemKind kind) => kind switch
    {
        ResponseItemKind.Reasoning => "reasoning_text",
        ResponseItemKind.Refusal => "refusal",
        ResponseItemKind.Call => "function_call_arguments",
        _ => "output_text",
    };

    private static string DoneName(ResponseItemKind kind) => kind switch { ResponseItemKind.Refusal => "refusal", ResponseItemKind.Call => "arguments", _ => "text" };

    private static void WriteItem(Utf8JsonWriter json, ResponseItem item)
    {
        json.WriteNumber("output_index", item.Index);
        json.WritePropertyName("item");
        ResponseObject.WriteItem(json, item);
    }

    private static void WritePart(Utf8JsonWriter json, ResponseItem item, string text)
    {
        WritePlace(json, item);
        json.WritePropertyName("part");
        ResponseObject.WritePart(json, item, text);
    }

    private static void WriteText(Utf8JsonWriter json, ResponseItem item, string name, string text)
    {
        WritePlace(json, item);
        json.WriteString(name, text);
    }

    private static void WritePlace(Utf8JsonWriter json, ResponseItem item)
    {
        json.WriteString("item_id", item.Id);
        json.WriteNumber("output_index", item.Index);
        if (item.Kind != ResponseItemKind.Call)
        {
            json.WriteNumber("content_index", 0);
        }
    }

    private void WriteResponse(Utf8JsonWriter json, TurnRecord record)
    {
        json.WritePropertyName("response");
        ResponseObject.Write(json, id, record, _output.Items, isKept);
    }

    private void Write(string type, Action<Utf8JsonWriter> fields)
    {
        var number = _next++;
        if (number <= after)
        {
            return;
        }

        _buffer.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"event: {type}\ndata: ")));
        using (var json = new Utf8JsonWriter(_buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteNumber("sequence_number", number);
            fields(json);
            json.WriteEndObject();
        }

        _buffer.Write("\n\n"u8);
    }
}
