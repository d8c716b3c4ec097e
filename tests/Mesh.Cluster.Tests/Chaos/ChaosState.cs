using System.Globalization;

namespace Mesh.Cluster.Tests.Chaos;

/// <summary>What all slices of a long run came to, kept in a file so that a run may go on another day.</summary>
public sealed record ChaosState
{
    /// <summary>Slices that have ended; the next one's number is its seed.</summary>
    public int Slices { get; init; }

    /// <summary>Seconds under load.</summary>
    public double Seconds { get; init; }

    /// <summary>Faults by name.</summary>
    public IReadOnlyDictionary<string, int> Faults { get; init; } = new Dictionary<string, int>();

    /// <summary>Calls.</summary>
    public long Calls { get; init; }

    /// <summary>Calls that ended with a whole answer.</summary>
    public long Whole { get; init; }

    /// <summary>Calls that ended with one typed error after content.</summary>
    public long Interrupted { get; init; }

    /// <summary>Calls that ended with a typed error before any content.</summary>
    public long Refused { get; init; }

    /// <summary>Calls whose edge was killed or halted while it served them.</summary>
    public long LostWithTheirEdge { get; init; }

    /// <summary>Calls that ended otherwise.</summary>
    public long Wrong { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Slices} slices, {Seconds / 60:0.0} minutes, {Faults.Values.Sum()} faults ({string.Join(", ", Faults.OrderBy(f => f.Key).Select(f => $"{f.Value} {f.Key}"))}); {Calls} calls: {Whole} whole, {Interrupted} interrupted, {Refused} refused, {LostWithTheirEdge} lost with their edge, {Wrong} wrong");
}
