using System.Text.Json;
using Mesh.Contracts.Chat;
using Mesh.Providers.OpenAI.Presets;

namespace Mesh.Providers.OpenAI.Requests;

/// <summary>Writes tools and the choice among them in OpenAI's dialect.</summary>
internal static class OpenAIToolWriter
{
    public static void Write(Utf8JsonWriter json, ChatRequest request, OpenAIQuirks quirks)
    {
        var named = request.ToolChoice is { Mode: ToolChoiceMode.Function } choice ? choice.FunctionName : null;
        var narrowed = named is not null && !quirks.NamedToolChoice;
        var tools = narrowed ? [.. request.Tools.Where(t => t.Name == named)] : request.Tools;
        if (tools.Count > 0)
        {
            json.WriteStartArray("tools");
            foreach (var tool in tools)
            {
                Write(json, tool);
            }

            json.WriteEndArray();
        }

        if (named is not null && !narrowed)
        {
            json.WriteStartObject("tool_choice");
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", named);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        else if (request.ToolChoice is { } mode)
        {
            json.WriteString("tool_choice", narrowed ? "required" : mode.Mode switch { ToolChoiceMode.None => "none", ToolChoiceMode.Required => "required", _ => "auto" });
        }
    }

    private static void Write(Utf8JsonWriter json, ToolDefinition tool)
    {
        json.WriteStartObject();
        json.WriteString("type", "function");
        json.WriteStartObject("function");
        json.WriteString("name", tool.Name);
        OpenAIRequestWriter.Text(json, "description", tool.Description);
        OpenAIRequestWriter.Raw(json, "parameters", tool.ParametersJson);
        OpenAIRequestWriter.Flag(json, "strict", tool.Strict);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
