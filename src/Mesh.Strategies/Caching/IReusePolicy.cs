using Mesh.Contracts.Caching;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;

namespace Mesh.Strategies.Caching;

/// <summary>Says whether a request may be given an answer that was kept: who gave it must be allowed for this request too, as the catalogue is now.</summary>
public interface IReusePolicy
{
    /// <summary>Whether it may.</summary>
    /// <param name="answer">The kept answer.</param>
    /// <param name="decision">What was decided for the request: who may answer it, and why others may not.</param>
    /// <param name="task">The request.</param>
    bool Allows(RecordedAnswer answer, RouteDecision decision, ChatTask task);
}
