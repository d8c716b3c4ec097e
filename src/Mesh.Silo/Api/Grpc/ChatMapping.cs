using System.Text;
using Mesh.Contracts.Access;
using Mesh.Contracts.Caching;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Routing;
using Mesh.Providers.OpenAI.Requests;
using Mesh.Routing.Signals;
using Mesh.Silo.Api.Requests;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>From the proto's chat to the contracts'.</summary>
internal static class ChatMapping
{
    /// <summary>The task of a request.</summary>
    /// <exception cref="MeshException">invalid_request, naming the field; permission_denied for a vendor field without the scope.</exception>
    public static ChatTask ToTask(V1.ChatRequest? chat, CallerIdentity caller, bool streaming, CallerSignals accepts = CallerSignals.None, NodeEntry? plan = null, IPlanWatch? watch = null)
    {
        if (chat is null)
        {
            throw Fields.Invalid("chat", "'chat' is missing.");
        }

        Fields.Target(chat.Model, "chat.model");
        if (chat.Messages.Count is 0 or > OpenAIChatScan.MaxMessages)
        {
            throw Fields.Invalid("chat.messages", $"'chat.messages' must hold 1 to {OpenAIChatScan.MaxMessages} messages.");
        }

        var request = Request(chat, caller);
        return new ChatTask(Query(chat, request, caller), request, streaming)
        {
            Accepts = accepts,
            Caller = caller,
            Plan = plan,
            Watch = watch,
            CacheUse = (chat.SkipCache ? CacheUse.NoCache : CacheUse.Free) | (chat.SkipCacheStore ? CacheUse.NoStore : CacheUse.Free),
        };
    }

    /// <summary>A conversation's turn: its messages may be those of another turn, and its model the conversation's.</summary>
    /// <exception cref="MeshException">As at <see cref="ToTask"/>.</exception>
    public static (ChatRequest Request, RouteQuery Query) ToTurn(V1.ChatRequest chat, CallerIdentity caller)
    {
        if (chat.Model.Length > 0)
        {
            Fields.Target(chat.Model, "chat.model");
        }

        if (chat.PlanYaml.Length > 0)
        {
            throw Fields.Invalid("chat.plan_yaml", "'chat.plan_yaml' is not for turns of conversations. Name a route with a plan in 'chat.model'.");
        }

        if (chat.Messages.Count > OpenAIChatScan.MaxMessages)
        {
            throw Fields.Invalid("chat.messages", $"'chat.messages' must hold at most {OpenAIChatScan.MaxMessages} messages.");
        }

        var request = Request(chat, caller);
        // A turn goes out behind its history: what its own message begins with tells nothing, and would be kept with it.
        return (request, Query(chat, request, caller) with { Prefix = [] });
    }

    private static ChatRequest Request(V1.ChatRequest chat, CallerIdentity caller) => new()
    {
        Messages = [.. chat.Messages.Select(MessageMapping.Message)],
        Tools = [.. chat.Tools.Select(Tool)],
        ToolChoice = Choice(chat.ToolChoice),
        ResponseFormat = Format(chat.ResponseFormat),
        Settings = Settings(chat.Settings),
        ExtraJson = ExtraParameters.Check(chat.ExtraParametersJson, caller),
    };

    private static RouteQuery Query(V1.ChatRequest chat, ChatRequest request, CallerIdentity caller)
    {
        var bytes = RequestNeeds.TextBytes(request);
        return HintMapping.Apply(chat.Hints, caller, "chat.hints", new RouteQuery
        {
            Target = chat.Model,
            Fallbacks = Fields.Fallbacks(chat.FallbackModels, "chat.fallback_models"),
            Needs = RequestNeeds.Of(request),
            InputTokensAtMost = bytes,
            InputTokensExpected = RequestNeeds.Expected(bytes),
            MaxOutputTokens = request.Settings.MaxOutputTokens,
            Prefer = Preference(chat.Prefer),
            MaxCostUsd = Ceiling(chat.MaxCostUsd),
            Class = ClassMapping.Of(chat.WorkClass, "chat.work_class"),
            MayRaiseClass = caller.Has("critical"),
            Prefix = PromptBlocks.Of(caller.Tenant, request.Messages.SelectMany(m => m.Parts.OfType<TextPart>().Select(p => ((int)m.Role, p.Text)))),
        });
    }

    private static Prefer? Preference(V1.Preference prefer) => Fields.KnownOrUnset(prefer, "chat.prefer") switch
    {
        V1.Preference.Balanced => Prefer.Balanced,
        V1.Preference.Best => Prefer.Best,
        V1.Preference.Fast => Prefer.Fast,
        V1.Preference.Cheap => Prefer.Cheap,
        _ => null,
    };

    private static decimal? Ceiling(double usd) => usd is >= 0 and <= 1_000_000
        ? usd == 0 ? null : (decimal)usd
        : throw Fields.Invalid("chat.max_cost_usd", "'chat.max_cost_usd' must be from 0 (the route's own ceiling) to 1,000,000.");

    private static ToolDefinition Tool(V1.Tool tool, int index) => new(
        tool.Name.Length > 0 ? tool.Name : throw Fields.Invalid($"chat.tools[{index}].name", $"'chat.tools[{index}].name' must be set."),
        Fields.NullIfEmpty(tool.Description),
        Fields.JsonObject(tool.ParametersJsonSchema, $"chat.tools[{index}].parameters_json_schema"),
        tool.HasStrict ? tool.Strict : null);

    private static ToolChoice? Choice(V1.ToolChoice? choice) => choice is null ? null : Fields.KnownOrUnset(choice.Mode, "chat.tool_choice.mode") switch
    {
        V1.ToolMode.Auto => new ToolChoice(ToolChoiceMode.Auto),
        V1.ToolMode.None => new ToolChoice(ToolChoiceMode.None),
        V1.ToolMode.Required => new ToolChoice(ToolChoiceMode.Required),
        V1.ToolMode.Function when choice.FunctionName.Length > 0 => new ToolChoice(ToolChoiceMode.Function, choice.FunctionName),
        V1.ToolMode.Function => throw Fields.Invalid("chat.tool_choice.function_name", "'chat.tool_choice.function_name' must name the function that TOOL_MODE_FUNCTION asks for."),
        _ => null,
    };

    private static ResponseFormat? Format(V1.ResponseFormat? format) => format is null ? null : Fields.KnownOrUnset(format.Kind, "chat.response_format.kind") switch
    {
        V1.FormatKind.JsonObject => new ResponseFormat(ResponseFormatKind.JsonObject),
        V1.FormatKind.JsonSchema => new ResponseFormat(
            ResponseFormatKind.JsonSchema,
            Fields.NullIfEmpty(format.Name),
            Fields.JsonObject(format.SchemaJson, "chat.response_format.schema_json")
                ?? throw Fields.Invalid("chat.response_format.schema_json", "'chat.response_format.schema_json' must hold the schema that FORMAT_KIND_JSON_SCHEMA asks for."),
            format.HasStrict ? format.Strict : null),
        _ => new ResponseFormat(ResponseFormatKind.Text),
    };

    private static ChatSettings Settings(V1.Settings? s) => s is null ? new ChatSettings() : new ChatSettings
    {
        Temperature = s.HasTemperature ? Finite(s.Temperature, "temperature") : null,
        TopP = s.HasTopP ? Finite(s.TopP, "top_p") : null,
        MaxOutputTokens = s.HasMaxOutputTokens ? Positive(s.MaxOutputTokens, "max_output_tokens") : null,
        Stop = [.. s.Stop],
        Seed = s.HasSeed ? s.Seed : null,
        FrequencyPenalty = s.HasFrequencyPenalty ? Finite(s.FrequencyPenalty, "frequency_penalty") : null,
        PresencePenalty = s.HasPresencePenalty ? Finite(s.PresencePenalty, "presence_penalty") : null,
        Logprobs = s.HasLogprobs ? s.Logprobs : null,
        TopLogprobs = s.HasTopLogprobs ? s.TopLogprobs : null,
        Choices = s.HasChoices ? Positive(s.Choices, "choices") : null,
        ReasoningEffort = s.HasReasoningEffort ? s.ReasoningEffort : null,
        ParallelToolCalls = s.HasParallelToolCalls ? s.ParallelToolCalls : null,
        User = s.HasUser ? s.User : null,
    };

    private static int Positive(int value, string name) =>
        value > 0 ? value : throw Fields.Invalid($"chat.settings.{name}", $"'chat.settings.{name}' must be above 0, or left out.");

    // JSON has no word for the others. Vendors differ in the range that they take, which is theirs to judge.
    private static double Finite(double value, string name) =>
        double.IsFinite(value) ? value : throw Fields.Invalid($"chat.settings.{name}", $"'chat.settings.{name}' must be a number.");
}
