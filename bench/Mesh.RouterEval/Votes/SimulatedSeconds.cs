using Mesh.Strategies.Votes.Fitting;

namespace Mesh.RouterEval.Votes;

/// <summary>Seconds that an answer would take if every model began after half a second and wrote 60 tokens a second: no latency was recorded.</summary>
internal static class SimulatedSeconds
{
    private const double First = 0.5;
    private const double CharactersOfSecond = 60 * 4;

    public static double Of(RecordedQuestion row, int member) => First + (row.Given.Lengths[member] / CharactersOfSecond);

    /// <summary>Of members that are asked at once.</summary>
    public static double OfAll(RecordedQuestion row, IEnumerable<int> members) => members.Max(m => Of(row, m));
}
