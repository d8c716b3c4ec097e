using System.ComponentModel;
using Mesh.Contracts.Chat;

namespace Mesh.Contracts.Caching;

/// <summary>A whole answer as it is kept to be given again.</summary>
[GenerateSerializer, Immutable, Alias("mesh.RecordedAnswer"), ImmutableObject(true)]
public sealed record RecordedAnswer
{
    /// <summary>What it says, in order.</summary>
    [Id(0)] public required IReadOnlyList<RecordedPiece> Pieces { get; init; }

    /// <summary>The catalogue's model that gave it.</summary>
    [Id(1)] public required string Model { get; init; }

    /// <summary>The vendor's name of that model, as the catalogue gave it then.</summary>
    [Id(2)] public required string UpstreamModel { get; init; }

    /// <summary>The endpoint that gave it.</summary>
    [Id(3)] public required string Endpoint { get; init; }

    /// <summary>Whether the model is simulated.</summary>
    [Id(4)] public bool Simulated { get; init; }

    /// <summary>The tokens that it took.</summary>
    [Id(5)] public required TokenUsage Usage { get; init; }

    /// <summary>What it cost, in USD.</summary>
    [Id(6)] public decimal CostUsd { get; init; }

    /// <summary>When it was whole.</summary>
    [Id(7)] public required DateTimeOffset At { get; init; }
}
