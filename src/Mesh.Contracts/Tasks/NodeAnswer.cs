using Mesh.Contracts.Chat;

namespace Mesh.Contracts.Tasks;

/// <summary>The whole answer of a node of a plan as a task's record keeps it.</summary>
[GenerateSerializer, Immutable, Alias("mesh.NodeAnswer")]
public sealed record NodeAnswer
{
    /// <summary>What it says, in order; words that follow each other as one.</summary>
    [Id(0)] public required IReadOnlyList<ChatEvent> Events { get; init; }

    /// <summary>The catalogue's model that gave it.</summary>
    [Id(1)] public required string Model { get; init; }

    /// <summary>Its endpoint.</summary>
    [Id(2)] public required string Endpoint { get; init; }

    /// <summary>Whether the model is simulated.</summary>
    [Id(3)] public bool Simulated { get; init; }

    /// <summary>How sure it is, 0 to 1; null where nobody asked.</summary>
    [Id(4)] public double? Confidence { get; init; }

    /// <summary>Its text.</summary>
    public string Text => string.Concat(Events.OfType<TextDelta>().Where(t => t.Choice == 0).Select(t => t.Text));

    /// <summary>About how many bytes it takes in the record.</summary>
    public long Bytes => Events.Sum(e => 16L + e switch
    {
        TextDelta t => t.Text.Length * 2L,
        ReasoningDelta r => r.Text.Length * 2L,
        RefusalDelta r => r.Text.Length * 2L,
        ToolCallDelta c => c.Arguments.Length * 2L,
        LogprobsDelta l => l.Json.Length * 2L,
        _ => 0,
    });
}
