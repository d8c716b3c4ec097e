using Mesh.Testing.Wire;

namespace Mesh.Testing.Faults;

/// <summary>What stands behind a fake upstream and gives its answers a meaning of their own.</summary>
public interface IUpstreamWork
{
    /// <summary>The answer to a request that is no work: it is not counted and has no faults. Null for one that is work.</summary>
    WireAnswer? Page(WireRequest request);

    /// <summary>Puts together a chat's answer that has no fault, once its request has its place.</summary>
    PlayedAnswer Play(WireRequest request);
}
