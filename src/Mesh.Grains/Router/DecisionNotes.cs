using Mesh.Contracts.Routing;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Router;

/// <summary>Gives this silo's recent decisions to others.</summary>
internal sealed class DecisionNotes(GrainId id, Silo silo, ILoggerFactory loggers, RecentDecisions recent) : GrainService(id, silo, loggers), IDecisionNotes
{
    public Task<DecisionNote?> FindAsync(string id) => Task.FromResult(recent.Find(id));

    public Task<bool> JudgeAsync(string id, DecisionFeedback feedback) => Task.FromResult(recent.Judge(id, feedback));
}
