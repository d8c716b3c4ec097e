namespace Mesh.Testing.Calls;

/// <summary>How a call ended.</summary>
public enum CallEnd
{
    /// <summary>With a whole answer.</summary>
    Whole,

    /// <summary>With an error before any content.</summary>
    Refused,

    /// <summary>With one typed error after content, and no end marker.</summary>
    Interrupted,

    /// <summary>Otherwise than any contract has it: cut without a word, spliced, doubled.</summary>
    Wrong,
}
