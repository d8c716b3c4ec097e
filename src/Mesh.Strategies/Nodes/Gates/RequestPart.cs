using System.Text.Json;

namespace Mesh.Strategies.Nodes.Gates;

/// <summary>A part of a mixed request.</summary>
/// <param name="Expert">Who is asked.</param>
/// <param name="Words">What.</param>
internal sealed record RequestPart(Expert Expert, string Words)
{
    /// <summary>Parts as a record keeps them.</summary>
    public static string Write(Expert[] experts, IReadOnlyList<RequestPart> parts) => JsonSerializer.Serialize(parts.Select(p => new KeptPart(Array.IndexOf(experts, p.Expert), p.Words)));

    /// <summary>Parts that were kept.</summary>
    public static IReadOnlyList<RequestPart> Read(Expert[] experts, string kept) => [.. JsonSerializer.Deserialize<KeptPart[]>(kept)!.Select(p => new RequestPart(experts[p.Expert], p.Words))];

    private sealed record KeptPart(int Expert, string Words);
}
