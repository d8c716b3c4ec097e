using Mesh.Contracts.Routing;

namespace Mesh.Routing.Load;

/// <summary>What waits in <see cref="ClassQueues{T}"/>.</summary>
public interface IQueued
{
    /// <summary>Its class: higher ones go first.</summary>
    WorkClass WorkClass { get; }

    /// <summary>Whose it is: tenants of one class take turns.</summary>
    string Tenant { get; }

    /// <summary>What it takes of its tenant's share: prompt tokens that are not cached, and twice the answer's, since these take an engine longer.</summary>
    double Cost { get; }

    /// <summary>Its place among arrivals.</summary>
    long Sequence { get; }
}
