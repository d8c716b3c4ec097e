using System.Collections.Frozen;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Routing.Tasks;

namespace Mesh.Routing.Signals.Tasks;

/// <summary>
/// Tells tasks apart by what is learned from examples: the built-in classes' and a catalogue's own. Learning takes a part of a second
/// and is done by whoever asks first, or before anybody does by <see cref="Learn"/>. Thread-safe.
/// </summary>
public sealed class LearnedTasks : ITaskSignals
{
    private const string Vision = "vision";
    private const double SureOfPictures = 0.9;

    [ThreadStatic]
    private static TaskScratch? t_scratch;

    private static readonly Lazy<ComplexityModel> s_complexity = new(() => ComplexityModel.Learn(BuiltInTasks.Examples));
    private static TaskScratch Scratch => t_scratch ??= new TaskScratch();

    private readonly Lazy<TaskClassifier> _classifier;
    private readonly FrozenSet<string> _ofPictures;

    private LearnedTasks(IReadOnlyList<TaskEntry> own)
    {
        _classifier = new Lazy<TaskClassifier>(() => TaskClassifier.Learn(Classes(own)));
        _ofPictures = own.Where(t => Above(own, t).Contains(Vision)).Select(t => t.Name).Append(Vision).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>For the built-in classes alone.</summary>
    public static LearnedTasks BuiltIn { get; } = new([]);

    /// <summary>For the built-in classes and a catalogue's own. One without examples is never found; one with a built-in name adds its examples to that class.</summary>
    /// <param name="own">The catalogue's classes.</param>
    public static LearnedTasks Of(IReadOnlyList<TaskEntry> own) => own.Any(t => t.Examples.Count > 0) ? new(own) : BuiltIn;

    /// <summary>Learns, unless that was done before.</summary>
    public LearnedTasks Learn()
    {
        _ = (_classifier.Value, s_complexity.Value);
        return this;
    }

    /// <inheritdoc/>
    public TaskReading Read(ChatRequest request, string message)
    {
        var guess = message.AsSpan().Trim().IsEmpty ? new TaskGuess(TaskClasses.Chat, 0) : _classifier.Value.Guess(message, Scratch);
        return HasPicture(request) && !_ofPictures.Contains(guess.Name) ? new TaskReading(Vision, SureOfPictures) : new TaskReading(guess.Name, guess.Confidence);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TaskReading> Shares(ChatRequest request, string message)
    {
        var read = Read(request, message);
        if (message.AsSpan().Trim().IsEmpty)
        {
            return [read];
        }

        var (classifier, ofPicture) = (_classifier.Value, read.Task == Vision && HasPicture(request) ? SureOfPictures : 0);
        var shares = new float[classifier.Names.Count];
        classifier.Shares(message, Scratch, shares);
        return [.. classifier.Names.Select((name, i) => new TaskReading(name, ((1 - ofPicture) * shares[i]) + (name == Vision ? ofPicture : 0)))];
    }

    /// <inheritdoc/>
    public double Complexity(string message) => s_complexity.Value.Rate(message, Scratch);

    private static bool HasPicture(ChatRequest request) => request.Messages.Count > 0 && request.Messages[^1].Parts.Any(p => p is ImagePart);

    private static TaskClass[] Classes(IReadOnlyList<TaskEntry> own)
    {
        var told = own.Where(t => t.Examples.Count > 0).ToArray();
        var names = told.Select(t => t.Name).Concat(TaskClasses.BuiltIn).ToHashSet(StringComparer.Ordinal);
        var builtIn = BuiltInTasks.Classes.Select(c => told.FirstOrDefault(t => t.Name == c.Name) is { } more ? c with { Examples = [.. c.Examples, .. more.Examples] } : c);

        // A class between, of which no example is known, is passed over.
        return
        [
            .. builtIn,
            .. told.Where(t => !TaskClasses.BuiltIn.Contains(t.Name, StringComparer.Ordinal))
                .Select(t => new TaskClass(t.Name, Above(own, t).FirstOrDefault(names.Contains), t.Description, t.Examples)),
        ];
    }

    private static IEnumerable<string> Above(IReadOnlyList<TaskEntry> own, TaskEntry task)
    {
        for (var (parent, steps) = (task.Parent, 0); parent is not null && steps <= own.Count; steps++)
        {
            yield return parent;
            parent = own.FirstOrDefault(t => t.Name == parent)?.Parent;
        }
    }
}
