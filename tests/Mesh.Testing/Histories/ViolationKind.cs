namespace Mesh.Testing.Histories;

/// <summary>What can be wrong with a history.</summary>
public enum ViolationKind
{
    /// <summary>A turn that was acknowledged is not kept.</summary>
    LostTurn,

    /// <summary>One turn is kept twice.</summary>
    DoubledTurn,

    /// <summary>Two turns were given one version.</summary>
    DoubledVersion,

    /// <summary>The versions that are kept are not 1, 2, 3 and so on.</summary>
    VersionGap,

    /// <summary>A turn is kept that was refused.</summary>
    FailedTurnKept,

    /// <summary>A turn is kept or acknowledged whose cancellation was acknowledged.</summary>
    CancelledTurnKept,

    /// <summary>A turn is kept that nobody sent.</summary>
    UnaskedTurn,

    /// <summary>A turn is kept under another version than was acknowledged.</summary>
    MovedTurn,

    /// <summary>A turn is kept with the answer of another attempt than was acknowledged, or was acknowledged twice with two answers.</summary>
    OtherAnswer,

    /// <summary>A turn that ended before another began has the higher version.</summary>
    Reordered,

    /// <summary>A read shows less than had been acknowledged before it began.</summary>
    StaleRead,

    /// <summary>A read shows less than one that ended before it began.</summary>
    ReadWentBack,

    /// <summary>A session was shown less than before.</summary>
    SessionWentBack,

    /// <summary>A read shows a turn that was sent after the read had ended.</summary>
    FutureRead,

    /// <summary>A read shows what is no beginning of the list that is kept, or two reads of one version differ.</summary>
    ForkedRead,

    /// <summary>A conversation that was there and that nobody deleted was not found.</summary>
    Vanished,

    /// <summary>A conversation whose deletion had been acknowledged was there again.</summary>
    Resurrected,
}
