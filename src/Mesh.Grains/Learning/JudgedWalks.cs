using System.Runtime.InteropServices;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Plans;

namespace Mesh.Grains.Learning;

/// <summary>
/// What is known of how right the tiers of some walks through cascades were. What is said of the plan's answer holds for the tier that gave it and for those that said the
/// same; where it is right, those that said another thing were wrong. Where it is wrong, nobody knows who of them was right. What is said of a tier's own call goes before that.
/// </summary>
/// <param name="walks">The walks, whose answer the plan gave.</param>
internal sealed class JudgedWalks(IReadOnlyList<CascadeWalk> walks)
{
    // Scores from which on an answer counts as right.
    private const double Right = 0.5;

    private readonly Guid[] _ids = [.. walks.Select(_ => Guid.NewGuid())];
    private readonly Dictionary<string, double> _calls = new(StringComparer.Ordinal);
    private double? _answer;

    /// <summary>The decisions of the tiers' calls.</summary>
    public IEnumerable<string> Calls => walks.SelectMany(w => w.Tiers).Select(t => t.Call).Distinct(StringComparer.Ordinal);

    /// <summary>Bytes that they hold, about.</summary>
    public long Bytes => walks.Sum(w => w.Tiers.Sum(t => 200L + (sizeof(float) * t.Features.Length)));

    /// <summary>Takes what was said.</summary>
    /// <param name="call">Of which tier's call; null for the plan's answer.</param>
    /// <param name="score">How right it was, 0 to 1.</param>
    public void Judge(string? call, double score)
    {
        if (call is null)
        {
            _answer = score;
        }
        else
        {
            _calls[call] = score;
        }
    }

    /// <summary>All that is known of them.</summary>
    public IEnumerable<RecordedCascade> Record() => walks.Zip(_ids, (walk, id) => new RecordedCascade
    {
        Walk = id,
        Cascade = walk.Cascade,
        Audited = walk.Audited,
        Tiers = [.. walk.Tiers.Select((t, at) => Record(t, Quality(t, at == walk.Given)))],
    });

    private double? Quality(WalkedTier tier, bool isGiven) =>
        _calls.TryGetValue(tier.Call, out var own) ? own
        : isGiven || tier.SaysTheSame is true ? _answer
        : tier.Judged?.Parts.Any(p => p is { Caps: true, Value: 0 }) is true ? 0
        : tier.SaysTheSame is false && _answer is >= Right and var answer ? 1 - answer
        : null;

    private static RecordedTier Record(WalkedTier tier, double? quality) => new()
    {
        At = tier.At,
        Model = tier.Model,
        Confidence = tier.Judged?.Value,
        Accepted = tier.Accepted,
        Parts = [.. (tier.Judged?.Parts ?? []).Select(p => new RecordedPart(p.Source, p.Value, p.Weight, p.Caps))],
        CostUsd = tier.CostUsd,
        Quality = quality,
        Features = MemoryMarshal.AsBytes<float>(tier.Features).ToArray(),
    };
}
