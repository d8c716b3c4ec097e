using Mesh.Contracts.Plans;

namespace Mesh.Strategies.Nodes.Pipelines;

/// <summary>Steps that are done one after the other, once or in rounds.</summary>
/// <param name="Steps">The steps: one, or those of a loop.</param>
/// <param name="Loop">How often; null for once.</param>
/// <param name="After">Places of the units that come before.</param>
internal sealed record StepUnit(IReadOnlyList<Step> Steps, StepLoop? Loop, IReadOnlyList<int> After)
{
    /// <summary>Most calls of it, mending left out.</summary>
    public int Calls => Steps.Count * (Loop?.Most ?? 1);

    /// <summary>The units of a pipeline in the order of their steps.</summary>
    public static IReadOnlyList<StepUnit> Of(IReadOnlyList<Step> steps)
    {
        var unitOf = new int[steps.Count];
        var (units, at) = (new List<StepUnit>(), 0);
        while (at < steps.Count)
        {
            var last = LastOfLoop(steps, at);
            Array.Fill(unitOf, units.Count, at, last - at + 1);
            var after = Enumerable.Range(at, last - at + 1).SelectMany(i => Needs(steps, i)).Select(n => unitOf[n]).Where(u => u != units.Count).Distinct();
            units.Add(new StepUnit([.. steps.Skip(at).Take(last - at + 1)], steps[last].Entry.Repeat, [.. after]));
            at = last + 1;
        }

        return units;
    }

    /// <summary>By a unit's place, calls on the longest way from its begin to the end.</summary>
    public static int[] Ways(IReadOnlyList<StepUnit> units)
    {
        var ways = new int[units.Count];
        for (var i = units.Count - 1; i >= 0; i--)
        {
            ways[i] = units[i].Calls + Enumerable.Range(i + 1, units.Count - i - 1).Where(j => units[j].After.Contains(i) || j == units.Count - 1).Select(j => ways[j]).DefaultIfEmpty(0).Max();
        }

        return ways;
    }

    private static int LastOfLoop(IReadOnlyList<Step> steps, int first)
    {
        for (var last = first; last < steps.Count; last++)
        {
            if (steps[last].Entry.Repeat?.From == steps[first].Name)
            {
                return last;
            }
        }

        return first;
    }

    private static IEnumerable<int> Needs(IReadOnlyList<Step> steps, int at) => steps[at].Entry.After is { } named
        ? named.Select(n => steps.Take(at).Select(s => s.Name).ToList().IndexOf(n)).Where(p => p >= 0)
        : at == 0 ? [] : [at - 1];
}
