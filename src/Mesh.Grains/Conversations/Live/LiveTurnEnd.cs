namespace Mesh.Grains.Conversations.Live;

/// <summary>Why an attempt is to end before its answer does.</summary>
internal enum LiveTurnEnd
{
    /// <summary>Somebody cancelled the turn.</summary>
    Cancelled,

    /// <summary>Nobody reads it any more, and it was not to go on without.</summary>
    Unread,
}
