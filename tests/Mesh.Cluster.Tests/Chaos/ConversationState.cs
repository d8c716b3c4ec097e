using System.Globalization;
using System.Text.Json;

namespace Mesh.Cluster.Tests.Chaos;

/// <summary>What all slices of a long run over conversations came to, kept in a file so that a run may go on another day.</summary>
public sealed record ConversationState
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

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

    /// <summary>Reads it; a new one where there is no file.</summary>
    public static ConversationState Read(string? file) =>
        file is not null && File.Exists(file) ? JsonSerializer.Deserialize<ConversationState>(File.ReadAllText(file))! : new ConversationState();

    /// <summary>Writes it, wholly or not at all.</summary>
    public void Write(string? file)
    {
        if (file is not null)
        {
            File.WriteAllText(file + ".new", JsonSerializer.Serialize(this, s_json));
            File.Move(file + ".new", file, overwrite: true);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Slices} slices, {Seconds / 60:0.0} minutes, {Faults.Values.Sum()} faults ({string.Join(", ", Faults.OrderBy(f => f.Key).Select(f => $"{f.Value} {f.Key}"))}); {Operations} operations: {Acknowledged} turns acknowledged, {Unknown} outcomes not learnt, {Violations} violations");
}
