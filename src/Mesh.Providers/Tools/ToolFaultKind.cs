namespace Mesh.Providers.Tools;

/// <summary>Why a tool server gave nothing that can be used.</summary>
public enum ToolFaultKind
{
    /// <summary>It cannot be reached, broke off, or answers with a server's error.</summary>
    Unreachable,

    /// <summary>It does not accept the mesh's key, or there is none that a header can hold.</summary>
    Credentials,

    /// <summary>It takes no more calls for now.</summary>
    Busy,

    /// <summary>It answers with more than is taken.</summary>
    TooLarge,

    /// <summary>It does not keep to the protocol, or answers with an error of it.</summary>
    Malformed,

    /// <summary>It has forgotten the session: nothing was done.</summary>
    Forgotten,
}
