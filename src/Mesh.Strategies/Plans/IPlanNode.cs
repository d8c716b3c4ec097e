using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Strategies.Failover;

namespace Mesh.Strategies.Plans;

/// <summary>A node of a plan, ready to answer any number of requests at once.</summary>
public interface IPlanNode
{
    /// <summary>What was written.</summary>
    NodeEntry Entry { get; }

    /// <summary>Answers; returns when the first content is here. Whatever it asks of nodes under it, it asks through <paramref name="scope"/>.</summary>
    /// <param name="task">What is asked of it.</param>
    /// <param name="scope">Its place in the run: report, budget, deadline, and the way to the nodes under it.</param>
    /// <param name="cancellationToken">Ends it, and whatever it has begun.</param>
    /// <exception cref="Contracts.Errors.MeshException">It cannot answer.</exception>
    /// <exception cref="Endpoints.EndpointException">It broke off before its first content.</exception>
    Task<PlanAnswer> AnswerAsync(ChatTask task, PlanScope scope, CancellationToken cancellationToken);
}
