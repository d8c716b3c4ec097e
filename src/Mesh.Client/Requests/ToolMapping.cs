using Microsoft.Extensions.AI;
using V1 = MeshSilo.V1;

namespace Mesh.Client.Requests;

/// <summary>Tools and how free the model is with them.</summary>
internal static class ToolMapping
{
    /// <summary>Puts the options' tools on a request. How they are called is said only when there are any: vendors refuse it else.</summary>
    /// <exception cref="NotSupportedException">A tool that runs at a vendor.</exception>
    public static void Apply(ChatOptions options, V1.ChatRequest chat)
    {
        if (options.Tools is not { Count: > 0 } tools)
        {
            return;
        }

        chat.Tools.AddRange(tools.Select(Map));
        chat.ToolChoice = Choice(options.ToolMode);
        if (options.AllowMultipleToolCalls is { } several)
        {
            chat.Settings.ParallelToolCalls = several;
        }
    }

    private static V1.Tool Map(AITool tool)
    {
        var function = tool as AIFunctionDeclaration
            ?? tool.GetService<AIFunctionDeclaration>()
            ?? throw new NotSupportedException($"Tool '{tool.Name}' ({tool.GetType().Name}) runs at a vendor, which a mesh does not offer. Give it as a function (AIFunctionFactory.Create).");
        var mapped = new V1.Tool { Name = function.Name, Description = function.Description, ParametersJsonSchema = function.JsonSchema.GetRawText() };
        if (AdditionalSettings.Read<bool?>("strict", function.AdditionalProperties.GetValueOrDefault("strict"), "true or false") is { } strict)
        {
            mapped.Strict = strict;
        }

        return mapped;
    }

    private static V1.ToolChoice? Choice(ChatToolMode? mode) => mode switch
    {
        null => null,
        AutoChatToolMode => new V1.ToolChoice { Mode = V1.ToolMode.Auto },
        NoneChatToolMode => new V1.ToolChoice { Mode = V1.ToolMode.None },
        RequiredChatToolMode { RequiredFunctionName: { } name } => new V1.ToolChoice { Mode = V1.ToolMode.Function, FunctionName = name },
        RequiredChatToolMode => new V1.ToolChoice { Mode = V1.ToolMode.Required },
        _ => throw new NotSupportedException($"Tool mode {mode.GetType().Name} is not known to the mesh."),
    };
}
