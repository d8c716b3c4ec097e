using Mesh.Contracts.Chat;
using Mesh.Prompts.Rendering;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Ensemble;

/// <summary>Asks for one answer made of several (mixture of agents).</summary>
internal static class Synthesis
{
    private const string Template = "synthesise";

    /// <summary>The request with all answers in view. Who wrote them is not told.</summary>
    /// <param name="task">The request.</param>
    /// <param name="answers">The answers; those that call tools are left out.</param>
    /// <param name="prompts">What is said.</param>
    public static ChatTask Of(ChatTask task, IEnumerable<Ballot> answers, PlanPrompts prompts)
    {
        var prompt = prompts.Render(Template, new PromptFill
        {
            Data = new Dictionary<string, string> { ["question"] = AskedQuestion.Of(task.Request) },
            Lists = new Dictionary<string, IReadOnlyList<PromptItem>> { ["answers"] = [.. answers.Where(b => !b.Calls).Select(b => new PromptItem(b.Answer!.Text))] },
        });
        return DerivedTask.Of(task, AskedQuestion.About(task.Request, prompt.System, prompt.User, task.Request.Settings, task.Request.ResponseFormat), task.Streaming);
    }
}
