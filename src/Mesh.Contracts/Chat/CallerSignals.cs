namespace Mesh.Contracts.Chat;

/// <summary>What the caller of a stream says it understands beside plain content; what it does not becomes an interruption.</summary>
[Flags]
public enum CallerSignals
{
    /// <summary>Nothing more.</summary>
    None = 0,

    /// <summary>What came is void, the answer begins again.</summary>
    Reset = 1,

    /// <summary>Another endpoint goes on with the text.</summary>
    Splice = 2,

    /// <summary>What the nodes of the plan did is told with the answer.</summary>
    Plan = 4,
}
