using Mesh.Contracts.Conversations;
using Mesh.Contracts.Conversations.Notes;

namespace Mesh.Conversations.Log;

/// <summary>One atomic step.</summary>
public sealed record LogWrite
{
    /// <summary>The head that the writer saw; null for a conversation that was never kept.</summary>
    public required ConversationHead? Seen { get; init; }

    /// <summary>The head that takes its place, one sequence further.</summary>
    public required ConversationHead Head { get; init; }

    /// <summary>Turns that are new or take the place of the ones with their numbers. A new turn's id must be new as well; an old one keeps its own.</summary>
    public IReadOnlyList<TurnRecord> Turns { get; init; } = [];

    /// <summary>What happened, for accounts and audit; at most a few, far below <see cref="LogBounds.MostEventsRead"/>.</summary>
    public IReadOnlyList<ConversationEvent> Events { get; init; } = [];

    /// <summary>Notes that take the place of those that are kept; null leaves them.</summary>
    public ConversationNotes? Notes { get; init; }

    /// <summary>Whether all turns and their ids go, and the notes with them; the events stay until they are told on.</summary>
    public bool ErasesTurns { get; init; }

    /// <summary>Refuses a write that no log takes.</summary>
    /// <exception cref="ArgumentException">It holds more than <see cref="LogBounds"/> allows.</exception>
    public void ThrowIfTooLarge()
    {
        if (Turns.Count > LogBounds.MostTurnsWritten || Events.Count > LogBounds.MostEventsWritten)
        {
            throw new ArgumentException($"a write holds at most {LogBounds.MostTurnsWritten} turns and {LogBounds.MostEventsWritten} events, not {Turns.Count} and {Events.Count}. Write in steps.");
        }
    }
}
