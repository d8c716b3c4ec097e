using System.Text.Json.Nodes;
using MeshSilo.V1;

namespace Mesh.Testing.Replay;

/// <summary>Says a chat request in OpenAI's dialect in the words of the gRPC API.</summary>
public static class ProtoChat
{
    private static readonly string[] s_mapped =
        ["model", "messages", "tools", "tool_choice", "response_format", "stream", "temperature", "max_tokens", "max_completion_tokens"];

    /// <summary>The same request.</summary>
    public static ChatRequest From(JsonObject json)
    {
        var chat = new ChatRequest { Model = json["model"]!.ToString(), Settings = new Settings() };
        chat.Messages.AddRange(json["messages"]!.AsArray().Select(m => Message(m!)));
        chat.Tools.AddRange((json["tools"]?.AsArray() ?? []).Select(t => Tool(t!["function"]!)));
        if (json["tool_choice"]?.ToString() is { } choice)
        {
            chat.ToolChoice = new ToolChoice { Mode = choice switch { "auto" => ToolMode.Auto, "none" => ToolMode.None, _ => ToolMode.Required } };
        }

        if (json["response_format"]?["type"]?.ToString() is { } format)
        {
            chat.ResponseFormat = new ResponseFormat { Kind = format == "json_object" ? FormatKind.JsonObject : FormatKind.Text };
        }

        if (json["temperature"] is { } temperature)
        {
            chat.Settings.Temperature = temperature.GetValue<double>();
        }

        if ((json["max_completion_tokens"] ?? json["max_tokens"]) is { } most)
        {
            chat.Settings.MaxOutputTokens = most.GetValue<int>();
        }

        var rest = new JsonObject(json.Where(p => !s_mapped.Contains(p.Key)).Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())));
        chat.ExtraParametersJson = rest.Count == 0 ? "" : rest.ToJsonString();
        return chat;
    }

    private static Message Message(JsonNode message)
    {
        var role = message["role"]!.ToString() switch
        {
            "system" => Role.System,
            "developer" => Role.Developer,
            "assistant" => Role.Assistant,
            "tool" => Role.Tool,
            _ => Role.User,
        };
        var parts = message["content"] switch
        {
            JsonArray many => many.Select(p => Part(p!)),
            { } text => [new Part { Text = text.ToString() }],
            null => [],
        };
        return new Message { Role = role, Parts = { parts } };
    }

    private static Part Part(JsonNode part) => part["type"]!.ToString() == "image_url"
        ? new Part { Image = new Image { Url = part["image_url"]!["url"]!.ToString() } }
        : new Part { Text = part["text"]!.ToString() };

    private static Tool Tool(JsonNode function) => new()
    {
        Name = function["name"]!.ToString(),
        Description = function["description"]?.ToString() ?? "",
        ParametersJsonSchema = function["parameters"]?.ToJsonString() ?? "",
    };
}
