using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Router;

/// <summary>A walk through a cascade inside of an outcome.</summary>
/// <param name="Walk">Tells walks apart.</param>
/// <param name="Cascade">The cascade's name.</param>
/// <param name="Audited">Whether it went through all tiers whatever was accepted.</param>
/// <param name="Tiers">The tiers that answered, in order.</param>
internal sealed record CascadeLine(string Walk, string Cascade, bool Audited, IReadOnlyList<TierLine> Tiers)
{
    /// <summary>One as the mesh tells it.</summary>
    public static CascadeLine Of(V1.RecordedCascade told) => new(told.Walk, told.Cascade, told.Audited, [.. told.Tiers.Select(t => new TierLine(
        t.At,
        t.Model,
        t.HasConfidence ? t.Confidence : null,
        t.Accepted,
        [.. t.Parts.Select(p => new PartLine(p.Source, p.Value, p.Weight, p.Caps))],
        t.CostUsd,
        t.HasQuality ? t.Quality : null,
        t.Features.ToByteArray()))]);
}
