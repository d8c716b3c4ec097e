namespace Mesh.Strategies.Tools;

/// <summary>What became of a call of a tool.</summary>
public enum ToolOutcome
{
    /// <summary>It gave a result.</summary>
    Done,

    /// <summary>The tool itself says that it failed.</summary>
    ToolError,

    /// <summary>The model's arguments do not fit the tool's schema.</summary>
    InvalidArguments,

    /// <summary>The model named a tool that it was not offered.</summary>
    UnknownTool,

    /// <summary>The node may make no more calls.</summary>
    CallsSpent,

    /// <summary>It took too long.</summary>
    Timeout,

    /// <summary>The server cannot be reached, or broke off.</summary>
    Unreachable,

    /// <summary>The server does not accept the mesh's key, or there is none.</summary>
    Credentials,

    /// <summary>The result is larger than is taken.</summary>
    ResultTooLarge,

    /// <summary>The server does not keep to the protocol, or answers with an error of it.</summary>
    Malformed,

    /// <summary>The tool's definition is not the one that the catalogue pins, or not the one that was offered.</summary>
    ChangedDefinition,

    /// <summary>The tool is not among those that the catalogue lets be called.</summary>
    NotAllowed,

    /// <summary>The server may not see what the request, or the call itself, holds.</summary>
    DataPolicy,

    /// <summary>The tenant may not use the server.</summary>
    TenantPolicy,

    /// <summary>The server's calls of this minute are spent.</summary>
    RateLimited,

    /// <summary>No place or session became free in time.</summary>
    Busy,

    /// <summary>The server has left the catalogue.</summary>
    Gone,

    /// <summary>Nobody waited for the result any more.</summary>
    Cancelled,
}
