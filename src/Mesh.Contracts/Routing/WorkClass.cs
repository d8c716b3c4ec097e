namespace Mesh.Contracts.Routing;

/// <summary>How a request is treated when there is not enough for all; earlier classes go first.</summary>
public enum WorkClass
{
    /// <summary>Goes first, and is never refused for pressure short of the silo's bound.</summary>
    Critical,

    /// <summary>As every request that says nothing.</summary>
    Standard,

    /// <summary>Gives way first.</summary>
    Sheddable,
}
