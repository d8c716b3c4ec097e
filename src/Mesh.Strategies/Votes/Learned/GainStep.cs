namespace Mesh.Strategies.Votes.Learned;

/// <summary>What a cascade does next.</summary>
/// <param name="Ask">The member to ask; null when it is done.</param>
/// <param name="Answer">When it is done, the place of the answer to hand on; -1 where nobody gave one.</param>
/// <param name="Gain">How much better the last model's answer is expected to be than the leading one, about -1 to 1.</param>
public readonly record struct GainStep(int? Ask, int Answer, double Gain);
