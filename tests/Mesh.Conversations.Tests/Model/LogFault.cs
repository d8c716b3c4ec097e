namespace Mesh.Conversations.Tests.Model;

/// <summary>What becomes of the write of a command.</summary>
internal enum LogFault
{
    /// <summary>It is written.</summary>
    None,

    /// <summary>Its outcome is not known: it is not written.</summary>
    Before,

    /// <summary>Its outcome is not known: it is written.</summary>
    After,

    /// <summary>Its outcome is not known: it arrives later.</summary>
    Late,

    /// <summary>It is written, and arrives once more later.</summary>
    Twice,

    /// <summary>The store is out of reach before anything is read.</summary>
    Unreachable,
}
