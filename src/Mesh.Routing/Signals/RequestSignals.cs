using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Routing.Signals.Data;
using Mesh.Routing.Signals.Tasks;

namespace Mesh.Routing.Signals;

/// <summary>The signals of one request, each worked out when it is first read. Not thread-safe: a request is decided by one thread at a time.</summary>
/// <param name="read">The content; runs only if a signal needs it.</param>
/// <param name="tasks">Tells what kind of task it is.</param>
/// <param name="count">Counts the prompt's tokens; null where it cannot be counted, for too long ones or always.</param>
public sealed class RequestSignals(Func<ChatRequest> read, ITaskSignals tasks, Func<ChatRequest, long?>? count = null) : IRequestSignals
{
    private const long BytesAToken = 4;
    private Dictionary<string, string>? _texts;
    private ChatRequest? _request;
    private ModelCapabilities? _modalities;
    private string? _language;
    private TaskReading? _task;
    private double? _complexity;
    private long? _tokens;
    private int? _turns;
    private IReadOnlyList<DataKind>? _found;

    /// <summary>How often something was worked out.</summary>
    public int Computations { get; private set; }

    /// <inheritdoc/>
    public ModelCapabilities Modalities => _modalities ??= Compute(() => Request.Messages.SelectMany(m => m.Parts).Aggregate(ModelCapabilities.None, (all, part) => all | Of(part)));

    /// <inheritdoc/>
    public string Language => _language ??= Compute(() => Languages.Of(Text("message")));

    /// <inheritdoc/>
    public TaskReading Task => _task ??= Compute(() => tasks.Read(Request, Text("message")));

    /// <inheritdoc/>
    public double Complexity => _complexity ??= Compute(() => tasks.Complexity(Text("message")));

    /// <inheritdoc/>
    public long Tokens => _tokens ??= Compute(() => count?.Invoke(Request) ?? PromptTexts.All(Request).Sum(t => (long)System.Text.Encoding.UTF8.GetByteCount(t)) / BytesAToken);

    /// <inheritdoc/>
    public int Turns => _turns ??= Compute(() => Math.Max(0, Request.Messages.Count(m => m.Role == ChatRole.User) - 1));

    /// <inheritdoc/>
    public IReadOnlyList<DataKind> Found => _found ??= Compute(() => SensitiveData.In(PromptTexts.All(Request)));

    private ChatRequest Request => _request ??= read();

    /// <summary>The signals of a task.</summary>
    public static RequestSignals Of(ChatTask task, ITaskSignals tasks, Func<ChatRequest, long?>? count = null) => new(() => task.Request, tasks, count);

    /// <summary>The signals of texts that are not a chat.</summary>
    public static RequestSignals Of(IEnumerable<string> texts, ITaskSignals tasks) =>
        new(() => new ChatRequest { Messages = [new ChatMessage { Role = ChatRole.User, Parts = [.. texts.Select(t => new TextPart(t))] }] }, tasks);

    /// <inheritdoc/>
    public string Text(string which)
    {
        // Most requests are decided without a look at their content.
        _texts ??= new(StringComparer.Ordinal);
        if (!_texts.TryGetValue(which, out var text))
        {
            _texts[which] = text = Compute(() => which switch
            {
                "message" => PromptTexts.Last(Request),
                "system" => PromptTexts.System(Request),
                _ => PromptTexts.Prompt(Request),
            });
        }

        return text;
    }

    private T Compute<T>(Func<T> compute)
    {
        Computations++;
        return compute();
    }

    private static ModelCapabilities Of(ContentPart part) => part switch
    {
        ImagePart => ModelCapabilities.ImageIn,
        FilePart => ModelCapabilities.FileIn,
        AudioPart => ModelCapabilities.AudioIn,
        TextPart => ModelCapabilities.Text,
        _ => ModelCapabilities.None,
    };
}
