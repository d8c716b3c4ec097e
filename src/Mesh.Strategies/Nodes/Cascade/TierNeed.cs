namespace Mesh.Strategies.Nodes.Cascade;

/// <summary>What a tier is expected to need; nothing where it is not known.</summary>
/// <param name="Usd">Price in USD, its prompt as it is reserved.</param>
/// <param name="Tokens">Tokens, its prompt as it is reserved.</param>
/// <param name="Seconds">Time to its end.</param>
internal readonly record struct TierNeed(decimal Usd, long Tokens, double Seconds)
{
    public TierNeed Plus(TierNeed other) => new(Usd + other.Usd, Tokens + other.Tokens, Seconds + other.Seconds);

    /// <summary>Another one beside it.</summary>
    public TierNeed Beside(TierNeed other) => new(Usd + other.Usd, Tokens + other.Tokens, Math.Max(Seconds, other.Seconds));
}
