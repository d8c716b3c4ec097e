using Mesh.Contracts.Chat;

namespace Mesh.Strategies.Endpoints;

/// <summary>What an attempt took.</summary>
/// <param name="Usage">Tokens, and where their count comes from.</param>
/// <param name="CostUsd">Price of them.</param>
/// <param name="CostEstimated">Whether the price or the count is an estimate.</param>
/// <param name="FirstToken">Time to the first content frame; null before it.</param>
public sealed record AttemptAccount(TokenUsage Usage, decimal CostUsd, bool CostEstimated, TimeSpan? FirstToken);
