namespace Mesh.Strategies.Votes.Fitting;

/// <summary>Bounds of the search for a cascade.</summary>
public sealed record GainFitSettings
{
    /// <summary>Most members before the last one; more find more by chance than by merit on a few hundred questions.</summary>
    public int MostMembers { get; init; } = 2;

    /// <summary>How many models are tried as the last one, the best first.</summary>
    public int MostLast { get; init; } = 3;

    /// <summary>What a member before the last one may cost, as a share of the last one's cost.</summary>
    public double CheapShare { get; init; } = 0.6;
}
