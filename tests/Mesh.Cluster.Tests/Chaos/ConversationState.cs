using System.Globalization;

namespace Mesh.Cluster.Tests.Chaos;

/// <summary>What all slices of a long run over conversations came to, kept in a file so that a run may go on another day.</summary>
public sealed record ConversationState
{
    /// <summary>Slices that have ended; the next one's number is its seed.</summary>
    public int Slices { get; init; }

    /// <summary>Seconds under load.</summary>
    public double Seconds { get; init; }

    /// <summary>Faults by name.</summary>
    public IReadOnlyDictionary<string, int> Faults { get; init; } = new Dictionary<string, int>();

    /// <summary>Operations of clients.</summary>
    public long Operations { get; init; }

    /// <summary>Turns that were acknowledged.</summary>
    public long Acknowledged { get; init; }

    /// <summary>Operations whose outcome their clients did not learn.</summary>
    public long Unknown { get; init; }

    /// <summary>What the checker of histories found.</summary>
    public long Violations { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Slices} slices, {Seconds / 60:0.0} minutes, {Faults.Values.Sum()} faults ({string.Join(", ", Faults.OrderBy(f => f.Key).Select(f => $"{f.Value} {f.Key}"))}); {Operations} operations: {Acknowledged} turns acknowledged, {Unknown} outcomes not learnt, {Violations} violations");
}
