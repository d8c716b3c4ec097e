using Mesh.Contracts.Routing;
using Mesh.Grains.Learning;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Router;

/// <summary>Gives this silo's recent decisions to others, and takes what is said of them.</summary>
internal sealed class DecisionNotes(GrainId id, Silo silo, ILoggerFactory loggers, RecentDecisions recent, DecisionOutcomes outcomes) : GrainService(id, silo, loggers), IDecisionNotes
{
    public Task<DecisionNote?> FindAsync(string id) => Task.FromResult(recent.Find(id));

    public Task<QualityCell?> JudgeAsync(string id, DecisionFeedback feedback) => outcomes.JudgeAsync(id, feedback);
}
