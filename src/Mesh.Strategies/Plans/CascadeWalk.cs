namespace Mesh.Strategies.Plans;

/// <summary>A walk through a cascade whose answer the caller was given: what is recorded to fit thresholds from. No text.</summary>
/// <param name="Cascade">Its route's name, and behind a slash its label where it has one.</param>
/// <param name="Audited">Whether it went through all tiers whatever was accepted.</param>
/// <param name="Given">Place, among <paramref name="Tiers"/>, of the tier whose answer was given.</param>
/// <param name="Tiers">The tiers that answered, in order.</param>
public sealed record CascadeWalk(string Cascade, bool Audited, int Given, IReadOnlyList<WalkedTier> Tiers)
{
    /// <summary>The decision of the call whose words were given.</summary>
    internal string Call => Tiers[Given].Call;
}
