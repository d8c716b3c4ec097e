using Mesh.Contracts.Chat;

namespace Mesh.Strategies.Endpoints;

/// <summary>What an attempt took.</summary>
/// <param name="Usage">Tokens, and where their count comes from.</param>
/// <param name="CostUsd">Price of them.</param>
/// <param name="CostEstimated">Whether the price or the count is an estimate.</param>
/// <param name="FirstToken">Time to the first content frame; null before it.</param>
public sealed record AttemptAccount(TokenUsage Usage, decimal CostUsd, bool CostEstimated, TimeSpan? FirstToken)
{
    /// <summary>Both together: the first content is this one's, and the count is as sure as the less sure of the two.</summary>
    public AttemptAccount Plus(AttemptAccount later) => new(
        new TokenUsage
        {
            Input = Usage.Input + later.Usage.Input,
            CachedInput = Usage.CachedInput + later.Usage.CachedInput,
            Output = Usage.Output + later.Usage.Output,
            Reasoning = Usage.Reasoning + later.Usage.Reasoning,
            Source = (UsageSource)Math.Max((int)Usage.Source, (int)later.Usage.Source),
        },
        CostUsd + later.CostUsd,
        CostEstimated || later.CostEstimated,
        FirstToken ?? later.FirstToken);
}
