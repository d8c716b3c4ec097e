namespace Mesh.Contracts.Caching;

/// <summary>What decides whether a request's answer may be given to another one.</summary>
[Flags]
public enum IdentityTraits
{
    /// <summary>Nothing stands in the way.</summary>
    None = 0,

    /// <summary>It asks for variety: a temperature above 0, or several choices.</summary>
    Sampled = 1,

    /// <summary>It offers tools.</summary>
    Tools = 2,

    /// <summary>Its answer rests on what is kept elsewhere and may change: an address that is fetched, or an object at the vendor.</summary>
    External = 4,

    /// <summary>It is too long to be compared, or holds text that is not Unicode.</summary>
    Incomparable = 8,
}
