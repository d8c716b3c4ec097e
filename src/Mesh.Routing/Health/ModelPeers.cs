namespace Mesh.Routing.Health;

/// <summary>
/// The endpoints of one model as they stand beside each other. At most half of them, and never the only one, are out on
/// statistics; and an endpoint is slow only where another one is not. Made anew with each revision; it holds no state of its own.
/// </summary>
public sealed class ModelPeers
{
    private readonly Lock _lock = new();
    private readonly Circuit[] _members;
    private readonly Func<bool>?[] _away;

    private ModelPeers((Circuit Circuit, Func<bool>? IsAway)[] members) =>
        (_members, _away) = ([.. members.Select(m => m.Circuit)], [.. members.Select(m => m.IsAway)]);

    /// <summary>Whether all are out, away or cool down: then those that are out on statistics are asked all the same.</summary>
    internal bool NoneAdmits
    {
        get
        {
            for (var i = 0; i < _members.Length; i++)
            {
                if (!IsOff(i) && !_members[i].IsCooling)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Makes circuits peers of each other, instead of whose peers they were.</summary>
    public static ModelPeers Join(IEnumerable<Circuit> members) => Join(members.Select(m => (m, (Func<bool>?)null)));

    /// <summary>Makes circuits peers of each other, instead of whose peers they were.</summary>
    /// <param name="members">Each with whether what is behind it is not there at all, which no circuit tells; null where that is not known.</param>
    public static ModelPeers Join(IEnumerable<(Circuit Circuit, Func<bool>? IsAway)> members)
    {
        var peers = new ModelPeers([.. members]);
        foreach (var member in peers._members)
        {
            member.Peers = peers;
        }

        return peers;
    }

    /// <summary>Looks at the ages of what is in flight, and takes out what is slow. Cheap, but not for a request's path; ten times a second.</summary>
    public void Look()
    {
        (double? Streams, double? Whole) usual = default;
        foreach (var member in _members)
        {
            var (streams, whole) = member.Usual();
            usual = (Larger(usual.Streams, streams), Larger(usual.Whole, whole));
        }

        foreach (var member in _members)
        {
            if (member.LookAtAges(usual) is { } slow && AnotherIsInTime(member, slow.Since))
            {
                member.TakeOutSlow(slow.Period);
            }
        }
    }

    /// <summary>Whether an endpoint other than <paramref name="circuit"/> has begun an answer in time after <paramref name="since"/>.</summary>
    internal bool AnotherIsInTime(Circuit circuit, TimeSpan since)
    {
        foreach (var member in _members)
        {
            if (!ReferenceEquals(member, circuit) && !member.IsOut && member.LastInTime > since)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes <paramref name="circuit"/> out if the cap allows it. Two that ask at once cannot both have the last place.</summary>
    internal bool TryEject(Circuit circuit)
    {
        lock (_lock)
        {
            var others = Enumerable.Range(0, _members.Length).Count(i => !ReferenceEquals(_members[i], circuit) && IsOff(i));
            circuit.IsOut = 2 * (others + 1) <= _members.Length;
            return circuit.IsOut;
        }
    }

    private bool IsOff(int member) => _members[member].IsOut || _away[member]?.Invoke() == true;

    private static double? Larger(double? a, double? b) => b is null || a > b ? a : b;
}
