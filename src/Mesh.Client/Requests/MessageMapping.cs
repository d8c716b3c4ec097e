using System.Text.Json;
using Microsoft.Extensions.AI;
using V1 = MeshSilo.V1;

namespace Mesh.Client.Requests;

/// <summary>One message of the abstraction; several of the mesh's where it holds results of several tools.</summary>
internal static class MessageMapping
{
    /// <summary>The message, its contents in their order.</summary>
    public static IEnumerable<V1.Message> Map(ChatMessage message)
    {
        var (role, name) = (Role(message.Role), message.AuthorName ?? "");
        V1.Message? open = null;
        var any = false;
        foreach (var content in message.Contents)
        {
            if (content is FunctionResultContent result)
            {
                if (open is not null)
                {
                    yield return open;
                    open = null;
                }

                any = true;
                yield return new V1.Message { Role = V1.Role.Tool, ToolCallId = result.CallId, Parts = { Result(result) } };
            }
            else if (PartMapping.IsSent(content))
            {
                // A tool's message without results is not one: what stands beside them was said by the user.
                open ??= new V1.Message { Role = role == V1.Role.Tool ? V1.Role.User : role, Name = name };
                Add(open, content);
            }
        }

        if (open is not null)
        {
            yield return open;
        }
        else if (!any)
        {
            yield return new V1.Message { Role = role, Name = name, Parts = { new V1.Part { Text = "" } } };
        }
    }

    private static void Add(V1.Message message, AIContent content)
    {
        if (content is FunctionCallContent call)
        {
            message.ToolCalls.Add(new V1.ToolCall { Id = call.CallId, Name = call.Name, ArgumentsJson = Arguments(call) });
        }
        else
        {
            message.Parts.Add(PartMapping.Map(content));
        }
    }

    // Arguments that could not be read go back as the model wrote them.
    private static string Arguments(FunctionCallContent call) => call switch
    {
        { Arguments: { } arguments } => CompactJson.Write(arguments),
        { Exception: not null, RawRepresentation: V1.ToolCall raw } => raw.ArgumentsJson,
        _ => "{}",
    };

    private static IEnumerable<V1.Part> Result(FunctionResultContent result) => result.Result switch
    {
        null => [new V1.Part { Text = result.Exception is { } e ? $"Error: {e.Message}" : "" }],
        string text => [new V1.Part { Text = text }],
        JsonElement { ValueKind: JsonValueKind.String } json => [new V1.Part { Text = json.GetString() }],
        AIContent content => [PartMapping.Map(content)],
        IEnumerable<AIContent> contents => contents.Select(PartMapping.Map),
        var other => [new V1.Part { Text = CompactJson.Write(other) }],
    };

    private static V1.Role Role(ChatRole role) => role.Value switch
    {
        "system" => V1.Role.System,
        "developer" => V1.Role.Developer,
        "user" => V1.Role.User,
        "assistant" => V1.Role.Assistant,
        "tool" => V1.Role.Tool,
        _ => throw new NotSupportedException($"Role '{role.Value}' is not known to the mesh: use system, developer, user, assistant or tool."),
    };
}
