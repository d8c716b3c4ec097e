using System.CommandLine;
using Mesh.Client.Requests;
using Microsoft.Extensions.AI;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands;

/// <summary>What is asked for and how, the same for a chat and for its explanation.</summary>
internal sealed class AskOptions
{
    private readonly Option<string> _model;
    private readonly Option<string?> _system = new("--system") { HelpName = "TEXT", Description = "Instructions for the model." };
    private readonly Option<decimal?> _maxCost = new("--max-cost") { HelpName = "USD", Description = "Leave models out that would cost more." };
    private readonly Option<MeshPreference?> _prefer = new("--prefer") { HelpName = "balanced|best|fast|cheap", Description = "How the model is picked." };

    private readonly Option<string[]> _data = new("--data") { HelpName = "CLASS", Description = "What data the text holds, such as private: only models that may see it are asked." };
    private readonly Option<string?> _task = new("--task") { HelpName = "TASK", Description = "What class of task it is, in the place of what the mesh reads from the text." };
    private readonly Option<string[]> _tags = new("--tag") { HelpName = "WORD", Description = "A word for the rules of the route." };
    private readonly bool _inConversation;

    /// <summary>Puts them on a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="inConversation">Whether a conversation is asked, which has its instructions and its route.</param>
    public AskOptions(Command command, bool inConversation = false)
    {
        _inConversation = inConversation;
        _model = new Option<string>("--model", "-m") { HelpName = "NAME", Description = inConversation ? "Route, model or endpoint, in the place of the conversation's." : "Route, model or endpoint.", DefaultValueFactory = _ => inConversation ? "" : "auto" };
        _maxCost.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && decimal.TryParse(token.Value, out var usd) && usd <= 0)
            {
                result.AddError($"--max-cost: '{token.Value}' is not above zero.");
            }
        });
        command.Add(_model);
        if (!inConversation)
        {
            command.Add(_system);
        }

        command.Add(_maxCost);
        command.Add(_prefer);
        command.Add(_data);
        command.Add(_task);
        command.Add(_tags);
    }

    /// <summary>For a chat.</summary>
    public ChatOptions Chat(ParseResult parsed)
    {
        var options = new ChatOptions { ModelId = parsed.GetValue(_model), Instructions = _inConversation ? null : parsed.GetValue(_system) };
        if (parsed.GetValue(_maxCost) is { } usd)
        {
            options.WithMaxCost(usd);
        }

        if (parsed.GetValue(_prefer) is { } prefer)
        {
            options.WithPreference(prefer);
        }

        if (parsed.GetValue(_data) is { Length: > 0 } data)
        {
            options.WithData(data);
        }

        if (parsed.GetValue(_task) is { } task)
        {
            options.WithTask(task);
        }

        if (parsed.GetValue(_tags) is { Length: > 0 } tags)
        {
            options.WithTags(tags);
        }

        return options;
    }

    /// <summary>For an explanation.</summary>
    public V1.ChatRequest Request(ParseResult parsed, string text)
    {
        var request = new V1.ChatRequest { Model = parsed.GetValue(_model), MaxCostUsd = (double)(parsed.GetValue(_maxCost) ?? 0) };
        if (parsed.GetValue(_system) is { Length: > 0 } system)
        {
            request.Messages.Add(new V1.Message { Role = V1.Role.System, Parts = { new V1.Part { Text = system } } });
        }

        if (parsed.GetValue(_prefer) is { } prefer)
        {
            request.Prefer = Enum.Parse<V1.Preference>(prefer.ToString());
        }

        request.Hints = new V1.Hints { Data = { parsed.GetValue(_data) ?? [] }, Task = parsed.GetValue(_task) ?? "", Tags = { parsed.GetValue(_tags) ?? [] } };
        request.Messages.Add(new V1.Message { Role = V1.Role.User, Parts = { new V1.Part { Text = text } } });
        return request;
    }
}
