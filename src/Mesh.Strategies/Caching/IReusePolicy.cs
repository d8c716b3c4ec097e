using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;

namespace Mesh.Strategies.Caching;

/// <summary>Says whether a request may be given an answer that was kept, or is under way for somebody else: who gives it must be allowed for this request too, as the catalogue is now.</summary>
public interface IReusePolicy
{
    /// <summary>Whether it may.</summary>
    /// <param name="model">The catalogue's model that gave the answer.</param>
    /// <param name="upstreamModel">The vendor's name of that model, as the catalogue gave it then.</param>
    /// <param name="decision">What was decided for the request: who may answer it, and why others may not.</param>
    /// <param name="task">The request.</param>
    bool Allows(string model, string upstreamModel, RouteDecision decision, ChatTask task);
}
