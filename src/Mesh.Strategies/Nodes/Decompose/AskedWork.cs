using System.Text;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Graphs;
using Mesh.Routing.Signals;

namespace Mesh.Strategies.Nodes.Decompose;

/// <summary>What is asked of a node, as its planner and its workers are told.</summary>
/// <param name="request">The request.</param>
internal sealed class AskedWork(ChatRequest request)
{
    private const ModelCapabilities Media = ModelCapabilities.ImageIn | ModelCapabilities.FileIn | ModelCapabilities.AudioIn;

    // What a task of its own can make use of: its worker gets no tools and says nothing but its result.
    private const ModelCapabilities Useful = ModelCapabilities.Text | ModelCapabilities.Reasoning | Media;

    private readonly ContentPart[] _media = [.. request.Messages.SelectMany(m => m.Parts).Where(p => MediumOf(p) != ModelCapabilities.None)];

    /// <summary>The words of it, and what comes with them.</summary>
    public string Text { get; } = Told(request);

    /// <summary>What a task of its graph may need of a model.</summary>
    /// <param name="all">What models can do.</param>
    public ModelCapabilities Needs(ModelCapabilities all) => all & (Useful & ~Media | Held);

    /// <summary>The images, documents and sounds that go with a task: those of the kinds that it needs. Where the planner gave them to none, all go with each task that rests on no other.</summary>
    /// <param name="task">The task.</param>
    /// <param name="graph">Its graph.</param>
    public IReadOnlyList<ContentPart> With(PlannedTask task, TaskGraph graph) => graph.Tasks.Any(t => (t.Needs & Media) != 0)
        ? [.. _media.Where(m => task.Needs.HasFlag(MediumOf(m)))]
        : task.DependsOn.Count == 0 ? _media : [];

    private ModelCapabilities Held => RequestNeeds.Of(request) & Media;

    private static ModelCapabilities MediumOf(ContentPart part) => part switch
    {
        ImagePart => ModelCapabilities.ImageIn,
        FilePart => ModelCapabilities.FileIn,
        AudioPart => ModelCapabilities.AudioIn,
        _ => ModelCapabilities.None,
    };

    private static string Told(ChatRequest request)
    {
        var text = new StringBuilder();
        if (request.Messages is [{ Role: ChatRole.User } only])
        {
            text.Append(Words(only));
        }
        else
        {
            foreach (var message in request.Messages)
            {
                text.Append(text.Length > 0 ? "\n\n" : "").Append(message.Role).Append(":\n").Append(Words(message));
            }
        }

        var media = request.Messages.SelectMany(m => m.Parts).Select(MediumOf).Where(m => m != ModelCapabilities.None)
            .CountBy(m => CapabilityWords.All.First(w => w.Value == m).Key).Select(m => $"{m.Value} for '{m.Key}'").ToArray();
        return media.Length == 0 ? text.ToString() : text.Append("\n\n(Beside these words come: ").AppendJoin(", ", media).Append(". A task sees them only where it needs that.)").ToString();
    }

    private static string Words(ChatMessage message) => string.Join('\n', message.Parts.OfType<TextPart>().Select(p => p.Text));
}
