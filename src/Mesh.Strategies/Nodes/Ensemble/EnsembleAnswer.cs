using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;

namespace Mesh.Strategies.Nodes.Ensemble;

/// <summary>What an ensemble gives: one of its answers, and the ends of those that were not waited for.</summary>
/// <param name="answer">The answer, or the one beside which <paramref name="instead"/> was made.</param>
/// <param name="confidence">How far its members agree, 0 to 1.</param>
/// <param name="round">Those who were asked.</param>
/// <param name="instead">What it says in place of the answer's own frames; null for those.</param>
internal sealed class EnsembleAnswer(PlanAnswer answer, double confidence, MemberRound round, IReadOnlyList<ContentFrame>? instead = null) : AnswerAround(answer)
{
    // What is said instead no call has given.
    public override RouteDecision Decision { get; } = instead is null ? answer.Decision : answer.Decision with { Id = Guid.NewGuid().ToString("N") };

    public override double? Confidence => confidence;

    public override async IAsyncEnumerable<ContentFrame> ReadAsync()
    {
        await foreach (var frame in instead?.ToAsyncEnumerable() ?? Inner.ReadAsync())
        {
            yield return frame;
        }

        // What they took belongs to the whole, and is known once they have ended.
        await round.EndedAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await Inner.DisposeAsync();
        }
        finally
        {
            await round.DisposeAsync();
        }
    }
}
