namespace Mesh.Strategies.Votes.Tally;

/// <summary>
/// Counts a vote as its members come, in any order. The answer with most weight leads; among equals the one of which a member has the
/// best track record, then the one whose first member stands first in the vote. Not thread-safe.
/// </summary>
public sealed class VoteTally
{
    /// <summary>Most members of a vote.</summary>
    public const int MostMembers = 64;

    // Sums of weights that differ by less are equal.
    internal const double Equal = 1e-9;
    private readonly IReadOnlyList<VoteMember> _members;
    private readonly int _quorum;
    private readonly string?[] _keys;
    private readonly bool[] _came;

    /// <summary>A vote in which nobody has come.</summary>
    /// <param name="members">Who may come, 1 to <see cref="MostMembers"/>; their order breaks ties.</param>
    /// <param name="quorum">Answers without which there is no outcome, 1 to the number of members.</param>
    /// <exception cref="ArgumentException">A bound is broken, or a weight is below 0 or no number.</exception>
    public VoteTally(IReadOnlyList<VoteMember> members, int quorum = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(members.Count, 1, nameof(members));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(members.Count, MostMembers, nameof(members));
        ArgumentOutOfRangeException.ThrowIfLessThan(quorum, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quorum, members.Count);
        if (members.FirstOrDefault(m => !(m.Weight >= 0 && double.IsFinite(m.Weight))) is { } wrong)
        {
            throw new ArgumentException($"members: the weight of '{wrong.Name}' is {wrong.Weight}; give 0 or more.", nameof(members));
        }

        (_members, _quorum, _keys, _came) = (members, quorum, new string?[members.Count], new bool[members.Count]);
    }

    /// <summary>Counts a member; one that came already is not counted again.</summary>
    /// <param name="member">Its place in the vote.</param>
    /// <param name="key">What its answer comes to; null when it failed, or said nothing.</param>
    /// <returns>Whether it was counted.</returns>
    public bool Count(int member, string? key)
    {
        if (_came[member])
        {
            return false;
        }

        (_came[member], _keys[member]) = (true, key);
        return true;
    }

    /// <summary>How the vote stands now.</summary>
    public VoteStanding Standing()
    {
        VoteCluster[] clusters = [.. Enumerable.Range(0, _keys.Length)
            .Where(m => _keys[m] is not null)
            .GroupBy(m => _keys[m]!, StringComparer.Ordinal)
            .Select(g => new VoteCluster(g.Key, g.Sum(m => _members[m].Weight), [.. g]))];
        Array.Sort(clusters, InOrder);
        double came = 0, open = 0;
        var (count, answered) = (0, 0);
        for (var m = 0; m < _members.Count; m++)
        {
            (came, open) = _came[m] ? (came + _members[m].Weight, open) : (came, open + _members[m].Weight);
            (count, answered) = (count + (_came[m] ? 1 : 0), answered + (_keys[m] is null ? 0 : 1));
        }

        var allCame = count == _members.Count;
        var lead = clusters.Length == 0 ? 0 : clusters[0].Weight - (clusters.Length > 1 ? clusters[1].Weight : 0);
        return new VoteStanding(
            clusters,
            Share(clusters, came, answered, count),
            count,
            open,
            answered >= _quorum,
            answered >= _quorum && (allCame || lead > open + Equal),
            answered + _members.Count - count < _quorum);
    }

    // Where nobody who came has a weight, heads are counted.
    private static double Share(VoteCluster[] clusters, double came, int answered, int count) =>
        answered == 0 ? 0 : came > 0 ? Math.Min(1, clusters[0].Weight / came) : (double)clusters[0].Members.Count / count;

    private int InOrder(VoteCluster one, VoteCluster other) =>
        Math.Abs(one.Weight - other.Weight) > Equal ? other.Weight.CompareTo(one.Weight)
            : Best(one) != Best(other) ? Best(other).CompareTo(Best(one))
            : one.Members[0].CompareTo(other.Members[0]);

    private double Best(VoteCluster cluster) => cluster.Members.Max(m => _members[m].Record);
}
