namespace Mesh.Conversations.Log;

/// <summary>How much one call to a log may ask for.</summary>
public static class LogBounds
{
    /// <summary>Turns in one read.</summary>
    public const int MostTurnsRead = 256;

    /// <summary>Events in one read of an outbox.</summary>
    public const int MostEventsRead = 256;
}
