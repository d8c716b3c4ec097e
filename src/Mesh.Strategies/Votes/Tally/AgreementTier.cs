namespace Mesh.Strategies.Votes.Tally;

/// <summary>
/// A tier of an agreement cascade (Kolawole et al., 2024): members are asked in parallel, and their leading answer is accepted when its
/// share of all their weight reaches a threshold. Stops as soon as that is certain, either way.
/// </summary>
public sealed class AgreementTier
{
    /// <summary>Most members of a tier.</summary>
    public const int MostMembers = 5;

    private readonly double _share;
    private readonly double _whole;
    private readonly VoteTally _tally;

    /// <summary>A tier in which nobody has come.</summary>
    /// <param name="members">Who is asked, 2 to <see cref="MostMembers"/>.</param>
    /// <param name="share">The share from which on an answer is accepted, over 0 up to 1; 1 is agreement of all.</param>
    /// <exception cref="ArgumentException">A bound is broken, or no member has a weight.</exception>
    public AgreementTier(IReadOnlyList<VoteMember> members, double share)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(members.Count, 2, nameof(members));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(members.Count, MostMembers, nameof(members));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(share);
        (_tally, _share, _whole) = (new VoteTally(members), share, members.Sum(m => m.Weight));
        if (_whole <= 0)
        {
            throw new ArgumentException("members: none has a weight; give at least one more than 0.", nameof(members));
        }
    }

    /// <summary>How its vote stands.</summary>
    public VoteStanding Standing => _tally.Standing();

    /// <summary>Counts a member and says what to do next.</summary>
    /// <param name="member">Its place in the tier.</param>
    /// <param name="key">What its answer comes to; null when it failed, or said nothing.</param>
    public AgreementStep Count(int member, string? key)
    {
        _tally.Count(member, key);
        return Next();
    }

    /// <summary>What to do next, given who came.</summary>
    public AgreementStep Next()
    {
        var standing = _tally.Standing();
        var leading = standing.Clusters.Count == 0 ? 0 : standing.Clusters[0].Weight;
        return standing.IsDecided && Reaches(leading) ? AgreementStep.Accept
            : !Reaches(leading + standing.Out) || standing.IsDecided && standing.Out <= 0 ? AgreementStep.Escalate
            : AgreementStep.Wait;
    }

    private bool Reaches(double weight) => weight / _whole >= _share - 1e-9;
}
