namespace Mesh.Routing.Signals.Rules;

/// <summary>What the conditions of a decision have read.</summary>
[Flags]
internal enum RuleReads
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The class of task.</summary>
    Task = 1,

    /// <summary>How hard it is.</summary>
    Complexity = 2,

    /// <summary>The language.</summary>
    Language = 4,

    /// <summary>Tokens of the prompt.</summary>
    Tokens = 8,

    /// <summary>Tokens of the answer that are wanted.</summary>
    Output = 16,

    /// <summary>Bytes of the prompt.</summary>
    Bytes = 32,

    /// <summary>Turns before.</summary>
    Turns = 64,

    /// <summary>Time for the answer.</summary>
    Deadline = 128,

    /// <summary>Whether somebody waits.</summary>
    Urgency = 256,

    /// <summary>The class of work.</summary>
    Class = 512,

    /// <summary>Who answered last in the conversation.</summary>
    LastModel = 1024,

    /// <summary>What the caller's tenant has spent today.</summary>
    SpendOfDay = 2048,

    /// <summary>What the caller's tenant has spent in this month.</summary>
    SpendOfMonth = 4096,
}
