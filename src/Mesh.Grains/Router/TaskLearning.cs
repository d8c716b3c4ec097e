using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Routing.Signals.Tasks;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Router;

/// <summary>
/// Learns the task classes of each revision beside the requests, and swaps what it learned in whole: until then the classes of the
/// revision before it are told. One learning at a time; of revisions that come meanwhile only the newest is learned. The
/// built-in classes are learned when the silo starts, and whoever asks before that is done waits for it.
/// </summary>
internal sealed partial class TaskLearning(TimeProvider time, ILogger<TaskLearning> logger) : ITaskClassifier, ITaskSignals
{
    private readonly Lock _lock = new();
    private volatile LearnedTasks _current = LearnedTasks.BuiltIn;
    private IReadOnlyList<TaskEntry>? _wanted;
    private Task _learning = Task.CompletedTask;

    /// <summary>Ends when the newest classes are told.</summary>
    public Task Learning
    {
        get
        {
            lock (_lock)
            {
                return _learning;
            }
        }
    }

    /// <inheritdoc/>
    public ITaskSignals ReadyFor(IReadOnlyList<TaskEntry> own)
    {
        lock (_lock)
        {
            if (_wanted is null || !Same(_wanted, own))
            {
                _wanted = own;
                _learning = _learning.IsCompleted ? Task.Run(Learn) : _learning;
            }
        }

        return this;
    }

    /// <inheritdoc/>
    public TaskReading Read(ChatRequest request, string message) => _current.Read(request, message);

    /// <inheritdoc/>
    public IReadOnlyList<TaskReading> Shares(ChatRequest request, string message) => _current.Shares(request, message);

    /// <inheritdoc/>
    public double Complexity(string message) => _current.Complexity(message);

    private void Learn()
    {
        while (true)
        {
            IReadOnlyList<TaskEntry> own;
            lock (_lock)
            {
                own = _wanted!;
            }

            var began = time.GetTimestamp();
            try
            {
                _current = LearnedTasks.Of(own).Learn();
                LogLearned(own.Count, time.GetElapsedTime(began).TotalSeconds);
            }
            catch (ArgumentException e)
            {
                LogFailed(e.Message);
            }

            lock (_lock)
            {
                if (ReferenceEquals(own, _wanted))
                {
                    // Whoever asks from here on begins another one.
                    _learning = Task.CompletedTask;
                    return;
                }
            }
        }
    }

    private static bool Same(IReadOnlyList<TaskEntry> one, IReadOnlyList<TaskEntry> other) =>
        one.Count == other.Count && one.Zip(other).All(t => t.First.Name == t.Second.Name && t.First.Parent == t.Second.Parent && t.First.Description == t.Second.Description && t.First.Examples.SequenceEqual(t.Second.Examples));

    [LoggerMessage(1, LogLevel.Debug, "{Own} task classes of the catalogue and the built-in ones were learned in {Seconds:0.00} s")]
    private partial void LogLearned(int own, double seconds);

    [LoggerMessage(2, LogLevel.Error, "the catalogue's task classes cannot be learned, those before them are told: {Problem}")]
    private partial void LogFailed(string problem);
}
