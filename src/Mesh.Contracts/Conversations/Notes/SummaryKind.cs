namespace Mesh.Contracts.Conversations.Notes;

/// <summary>What an item of a summary is about. The order is that in which they are given up for room: the last first.</summary>
public enum SummaryKind
{
    /// <summary>What the user wants.</summary>
    Goal,

    /// <summary>What the answer must hold to.</summary>
    Constraint,

    /// <summary>What was settled.</summary>
    Decision,

    /// <summary>What is not settled.</summary>
    OpenQuestion,

    /// <summary>What is so.</summary>
    Fact,

    /// <summary>Who or what was spoken of.</summary>
    Entity,
}
