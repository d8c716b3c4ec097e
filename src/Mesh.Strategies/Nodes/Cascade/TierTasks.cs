using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Prompts.Rendering;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Cascade;

/// <summary>What a cascade asks in place of a request, or beside it.</summary>
internal static class TierTasks
{
    /// <summary>The template by which an answer is verified.</summary>
    public const string Verify = "verify";

    // The same words again tell nothing of how sure a model is.
    private const double SampleTemperature = 0.7;

    private const int LeastOfSample = 64;

    /// <summary>The question: what the user said last.</summary>
    public static string Question(ChatTask task) =>
        task.Request.Messages.LastOrDefault(m => m.Role == ChatRole.User) is { } last ? string.Join('\n', last.Parts.OfType<TextPart>().Select(t => t.Text)) : "";

    /// <summary>The request, with the probabilities of tokens, of models that tell them.</summary>
    public static ChatTask WithLogprobs(ChatTask task) =>
        With(task, task.Request.Settings with { Logprobs = true }, task.Query with { Needs = task.Query.Needs | ModelCapabilities.Logprobs }, task.Streaming);

    /// <summary>The request once more, for an answer to be compared with one that is so long.</summary>
    public static ChatTask Sample(ChatTask task, int characters)
    {
        var settings = task.Request.Settings;
        // A token is a character at least, as far as answers are text.
        var most = Math.Min(settings.MaxOutputTokens ?? int.MaxValue, Math.Max(LeastOfSample, characters));
        return With(
            task,
            settings with { MaxOutputTokens = most, Seed = null, Temperature = settings.Temperature is 0 ? SampleTemperature : settings.Temperature, Logprobs = null, TopLogprobs = null },
            task.Query with { MaxOutputTokens = most },
            streaming: false);
    }

    /// <summary>Whether an answer is right.</summary>
    public static ChatTask Check(ChatTask task, string answer, PlanPrompts prompts)
    {
        var prompt = prompts.Render(Verify, new PromptFill { Data = new Dictionary<string, string> { ["question"] = Question(task), ["answer"] = answer } });
        var messages = new[] { (ChatRole.System, prompt.System), (ChatRole.User, prompt.User) }.Select(m => new ChatMessage { Role = m.Item1, Parts = [new TextPart(m.Item2)] });
        return DerivedTask.Of(task, new ChatRequest { Messages = [.. messages], Settings = new ChatSettings { User = task.Request.Settings.User } }, streaming: false);
    }

    // The bytes in which it came say other settings.
    private static ChatTask With(ChatTask task, ChatSettings settings, Contracts.Routing.RouteQuery query, bool streaming) =>
        new(query with { Fallbacks = [] }, task.Request with { Settings = settings }, streaming) { Caller = task.Caller, GoesOn = task.GoesOn, Prompt = task.Prompt, Accepts = task.Accepts, Found = task.Found };
}
