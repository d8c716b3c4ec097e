using System.Text;
using System.Text.Json.Nodes;

namespace Mesh.Testing.Replay;

/// <summary>Turns a whole answer in OpenAI's dialect into a stream and back, so that one recording serves both.</summary>
public static class AnswerForms
{
    private const int LongestPiece = 5;

    /// <summary>The events that say the same as a whole answer, in pieces; usage last.</summary>
    public static IReadOnlyList<string> ToEvents(JsonNode whole)
    {
        var choice = whole["choices"]![0]!;
        var message = choice["message"]!;
        var events = new List<string> { Event(whole, new JsonObject { ["role"] = "assistant", ["content"] = "" }, null) };
        events.AddRange(Pieces(message["content"]?.ToString()).Select(p => Event(whole, new JsonObject { ["content"] = p }, null)));
        foreach (var (call, index) in (message["tool_calls"]?.AsArray() ?? []).Select((c, i) => (c!, i)))
        {
            var function = call["function"]!;
            events.Add(Event(whole, Call(index, new JsonObject { ["name"] = function["name"]!.ToString(), ["arguments"] = "" }, call["id"]!.ToString()), null));
            events.AddRange(Pieces(function["arguments"]!.ToString()).Select(p => Event(whole, Call(index, new JsonObject { ["arguments"] = p }, null), null)));
        }

        events.Add(Event(whole, [], choice["finish_reason"]!.ToString()));
        events.Add(Data(Frame(whole, [], whole["usage"]!.DeepClone())));
        events.Add("data: [DONE]\n\n");
        return events;
    }

    /// <summary>The whole answer that a stream says.</summary>
    public static JsonObject ToWhole(string stream)
    {
        var text = new StringBuilder();
        var calls = new SortedDictionary<int, (string Id, string Name, StringBuilder Arguments)>();
        var (finish, usage, last) = ("", default(JsonNode), default(JsonNode));
        foreach (var data in stream.Split("\n\n").Where(e => e.StartsWith("data: {", StringComparison.Ordinal)))
        {
            last = JsonNode.Parse(data["data: ".Length..])!;
            usage = last["usage"]?.DeepClone() ?? usage;
            foreach (var choice in last["choices"]!.AsArray())
            {
                finish = choice!["finish_reason"]?.ToString() ?? finish;
                text.Append(choice["delta"]?["content"]?.ToString());
                foreach (var piece in choice["delta"]?["tool_calls"]?.AsArray() ?? [])
                {
                    Join(calls, piece!);
                }
            }
        }

        var message = new JsonObject { ["role"] = "assistant", ["content"] = text.ToString(), ["refusal"] = null };
        if (calls.Count > 0)
        {
            message["tool_calls"] = new JsonArray([.. calls.Values.Select(c => new JsonObject { ["id"] = c.Id, ["type"] = "function", ["function"] = new JsonObject { ["name"] = c.Name, ["arguments"] = c.Arguments.ToString() } })]);
        }

        return new JsonObject
        {
            ["id"] = last?["id"]?.ToString(),
            ["object"] = "chat.completion",
            ["created"] = last?["created"]?.DeepClone(),
            ["model"] = last?["model"]?.ToString(),
            ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["message"] = message, ["finish_reason"] = finish }),
            ["usage"] = usage ?? new JsonObject { ["prompt_tokens"] = 7, ["completion_tokens"] = 9, ["total_tokens"] = 16 },
        };
    }

    private static void Join(SortedDictionary<int, (string Id, string Name, StringBuilder Arguments)> calls, JsonNode piece)
    {
        var index = piece["index"]!.GetValue<int>();
        var known = calls.TryGetValue(index, out var found) ? found : (Id: "", Name: "", Arguments: new StringBuilder());
        known.Arguments.Append(piece["function"]?["arguments"]?.ToString());
        calls[index] = (piece["id"]?.ToString() ?? known.Id, piece["function"]?["name"]?.ToString() ?? known.Name, known.Arguments);
    }

    private static IReadOnlyList<string> Pieces(string? text) => string.IsNullOrEmpty(text) ? [] : ChatReplies.Cut(text, text.Length, LongestPiece);

    private static JsonObject Call(int index, JsonObject function, string? id)
    {
        var call = new JsonObject { ["index"] = index, ["function"] = function };
        if (id is not null)
        {
            (call["id"], call["type"]) = (id, "function");
        }

        return new JsonObject { ["tool_calls"] = new JsonArray(call) };
    }

    private static string Event(JsonNode whole, JsonObject delta, string? finish) =>
        Data(Frame(whole, [new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish }], null));

    private static JsonObject Frame(JsonNode whole, JsonArray choices, JsonNode? usage) => new()
    {
        ["id"] = whole["id"]!.ToString(),
        ["object"] = "chat.completion.chunk",
        ["created"] = whole["created"]!.DeepClone(),
        ["model"] = whole["model"]!.ToString(),
        ["choices"] = choices,
        ["usage"] = usage,
    };

    private static string Data(JsonObject frame) => $"data: {frame.ToJsonString()}\n\n";
}
