namespace Mesh.Strategies.Plans;

/// <summary>What is reserved or spent.</summary>
/// <param name="Usd">Price in USD.</param>
/// <param name="Tokens">Tokens of prompts and answers.</param>
public readonly record struct PlanCost(decimal Usd, long Tokens);
