using System.Runtime.CompilerServices;
using Mesh.Contracts.Chat;
using Mesh.Strategies.Endpoints;

namespace Mesh.Strategies.Tests.Failover;

/// <summary>Yields its frames, then fails if it has to.</summary>
internal sealed class ScriptedAttempt(string endpoint, string?[] frames, Exception? end) : IEndpointAttempt
{
    public string Endpoint => endpoint;

    public string Model => "m";

    public bool Simulated => true;

    public bool TakesPrefix { get; init; }

    public string? UpstreamRequestId => null;

    public IReadOnlyList<KeyValuePair<string, string>> RateLimits => [];

    public AttemptAccount Account { get; } = new(new TokenUsage(), 0, true, null);

    public int Disposals { get; private set; }

    public int Closings { get; private set; }

    /// <summary>What a last frame says beside text; null for none.</summary>
    public IReadOnlyList<ChatEvent>? Events { get; init; }

    /// <summary>Whether nobody may read the frames.</summary>
    public bool Unreadable { get; init; }

    /// <summary>Thrown when the frames are closed, as a broken transport may.</summary>
    public Exception? Closing { get; init; }

    public async IAsyncEnumerable<ContentFrame> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var closing = new Closer(this);
        foreach (var frame in frames)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return new ScriptedFrame(frame) { Unreadable = Unreadable };
        }

        if (Events is not null)
        {
            yield return new ScriptedFrame("more") { Events = Events };
        }

        if (end is not null)
        {
            throw end;
        }
    }

    public ValueTask DisposeAsync()
    {
        Disposals++;
        return ValueTask.CompletedTask;
    }

    private sealed class Closer(ScriptedAttempt attempt) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            attempt.Closings++;
            return attempt.Closing is { } fault ? ValueTask.FromException(fault) : ValueTask.CompletedTask;
        }
    }
}
