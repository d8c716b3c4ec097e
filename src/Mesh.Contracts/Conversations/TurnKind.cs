namespace Mesh.Contracts.Conversations;

/// <summary>Where a turn stands to those before it.</summary>
public enum TurnKind
{
    /// <summary>It follows the last turn.</summary>
    Send,

    /// <summary>It stands in another turn's place, with another message: a new branch.</summary>
    Edit,

    /// <summary>It stands in another turn's place, with the same message and another answer: a new branch.</summary>
    Regenerate,

    /// <summary>It follows a committed turn that its caller names, whatever has followed that one: a new branch where something has.</summary>
    Follow,
}
