using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Prompts.Rendering;
using Mesh.Prompts.Structured;
using Mesh.Prompts.Templates;
using Mesh.Routing.Signals.Rules;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Pipelines;

/// <summary>A step of a pipeline, ready to be done.</summary>
internal sealed class Step
{
    private readonly PromptTemplate? _prompt;
    private readonly ReadyCondition? _when;

    /// <param name="route">The plan's route.</param>
    /// <param name="entry">The step.</param>
    /// <param name="names">The names of all steps.</param>
    /// <exception cref="ArgumentException">Its template or schema is not that of a checked catalogue.</exception>
    public Step(string route, PipelineStep entry, IReadOnlyList<string> names)
    {
        (Entry, Node) = (entry, PlanNodes.Under(route, entry.Node));
        _when = entry.Condition is { } condition ? ReadyCondition.Of(condition) : null;
        _prompt = entry.Prompt is { } text ? TemplateReader.Read(entry.Name, "1", text, TemplateSignature.ForStep(names)).Template ?? throw new ArgumentException($"The template of step '{entry.Name}' is wrong.", nameof(entry)) : null;
        Schema = entry.Schema is { } schema ? OutputSchema.Read(schema).Schema ?? throw new ArgumentException($"The schema of step '{entry.Name}' is wrong.", nameof(entry)) : null;
    }

    public PipelineStep Entry { get; }

    public IPlanNode Node { get; }

    public OutputSchema? Schema { get; }

    public string Name => Entry.Name;

    /// <summary>Whether the request wants it.</summary>
    public bool Suits(RequestFacts facts) => _when is null || facts.Holds(_when);

    /// <summary>What is asked: the template with what earlier steps gave and with all images and files of what the user says last, or the request as it came.</summary>
    public ChatTask Task(ChatTask task, string question, IReadOnlyDictionary<string, StepOutput> outputs, bool streaming)
    {
        if (_prompt is null)
        {
            return Entry.Instructions is null && streaming == task.Streaming ? task : Entry.Instructions is null ? DerivedTask.Again(task, streaming) : Instructed(task, streaming);
        }

        var carried = task.Request.Messages.LastOrDefault(m => m.Role == ChatRole.User)?.Parts.Where(p => p is ImagePart or FilePart or AudioPart) ?? [];
        return PromptedTask.Step(task, _prompt, new PromptFill { Data = new Dictionary<string, string> { ["question"] = question }, Steps = outputs }, Entry.Instructions ?? "", [.. carried], streaming);
    }

    private ChatTask Instructed(ChatTask task, bool streaming)
    {
        var system = new ChatMessage { Role = ChatRole.System, Parts = [new TextPart(Entry.Instructions!)] };
        return DerivedTask.Of(task, task.Request with { Messages = [system, .. task.Request.Messages] }, streaming);
    }
}
