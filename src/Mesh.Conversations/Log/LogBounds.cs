namespace Mesh.Conversations.Log;

/// <summary>How much one call to a log may ask for.</summary>
public static class LogBounds
{
    /// <summary>Turns in one read.</summary>
    public const int MostTurnsRead = 256;

    /// <summary>Events in one read of an outbox.</summary>
    public const int MostEventsRead = 256;

    /// <summary>Turns in one write, as many as in one read.</summary>
    public const int MostTurnsWritten = MostTurnsRead;

    /// <summary>Events in one write; fewer than one read gives, so that a reader always gets all those of a write at once.</summary>
    public const int MostEventsWritten = 64;

    /// <summary>Conversations on one page of a list.</summary>
    public const int MostListed = 256;

    /// <summary>Conversations in one look at what has not been told on.</summary>
    public const int MostPendingRead = 256;
}
