namespace Mesh.Testing.Histories;

/// <summary>A turn that was acknowledged before another was sent has the lower version.</summary>
internal static class OrderCheck
{
    public static void Run(IReadOnlyList<TurnSpan> turns, Findings check)
    {
        var ended = turns.Where(t => t.Acknowledged is not null).OrderBy(t => t.Ended).ToList();
        TurnSpan? highest = null;
        var next = 0;
        foreach (var turn in turns.OrderBy(t => t.Invoked))
        {
            for (; next < ended.Count && ended[next].Ended < turn.Invoked; next++)
            {
                highest = highest is null || ended[next].Version > highest.Version ? ended[next] : highest;
            }

            if (highest is not null && highest != turn && highest.Version >= turn.Version)
            {
                check.Add(ViolationKind.Reordered, $"turn {turn.Turn} has version {turn.Version}, and {highest.Turn}, acknowledged before it was sent, {highest.Version}", turn.Sent, highest.Acknowledged);
            }
        }
    }
}
