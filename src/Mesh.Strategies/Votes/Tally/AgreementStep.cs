namespace Mesh.Strategies.Votes.Tally;

/// <summary>What a tier of a cascade does next.</summary>
public enum AgreementStep
{
    /// <summary>It waits for those who are still out.</summary>
    Wait,

    /// <summary>It hands its leading answer on; the rest may be cancelled.</summary>
    Accept,

    /// <summary>It asks the next tier; the rest may be cancelled.</summary>
    Escalate,
}
