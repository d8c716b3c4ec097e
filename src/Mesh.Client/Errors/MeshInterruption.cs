using System.Globalization;
using Google.Rpc;
using V1 = MeshSilo.V1;

namespace Mesh.Client.Errors;

/// <summary>How far an answer had got when it broke off.</summary>
public sealed record MeshInterruption
{
    /// <summary>The decision's id, to ask the mesh about.</summary>
    public string DecisionId { get; init; } = "";

    /// <summary>The endpoint that answered last.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>Which attempt that was, from 1.</summary>
    public int Attempt { get; init; }

    /// <summary>The upstream's frames that had been sent.</summary>
    public long DeliveredFrames { get; init; }

    /// <summary>Characters of text in them, as <see cref="string.Length"/> counts.</summary>
    public long DeliveredCharacters { get; init; }

    /// <summary>Whether the mesh kept what had been sent; if not, asking again begins anew.</summary>
    public bool Kept { get; init; }

    internal static MeshInterruption From(V1.Interrupted interrupted) => new()
    {
        DecisionId = interrupted.DecisionId,
        Endpoint = interrupted.Endpoint,
        Attempt = interrupted.Attempt,
        DeliveredFrames = interrupted.DeliveredFrames,
        DeliveredCharacters = interrupted.DeliveredCharacters,
        Kept = interrupted.Kept,
    };

    /// <summary>What the details of a status tell; null when they tell of no interruption.</summary>
    internal static MeshInterruption? From(ErrorInfo info) => !info.Metadata.TryGetValue("delivered_frames", out var frames) ? null : new MeshInterruption
    {
        DecisionId = info.Metadata.GetValueOrDefault("decision_id", ""),
        Endpoint = info.Metadata.GetValueOrDefault("endpoint", ""),
        Attempt = (int)Number(info.Metadata.GetValueOrDefault("attempt")),
        DeliveredFrames = Number(frames),
        DeliveredCharacters = Number(info.Metadata.GetValueOrDefault("delivered_characters")),
        Kept = info.Metadata.GetValueOrDefault("kept") == "true",
    };

    private static long Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
