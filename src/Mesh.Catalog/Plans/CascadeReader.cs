using Mesh.Catalog.Reading;
using Mesh.Contracts.Plans;

namespace Mesh.Catalog.Plans;

/// <summary>Reads a cascade: the list of its tiers, each with what is accepted beside it, and how it streams.</summary>
internal static class CascadeReader
{
    private const double UsualConfidence = 0.8;

    private static readonly Dictionary<string, bool> s_streams = new() { ["hold"] = false, ["reset"] = true };

    private static readonly Dictionary<string, TierSource> s_sources = new()
    {
        ["checks"] = TierSource.Checks,
        ["agreement"] = TierSource.Agreement,
        ["logprobs"] = TierSource.Logprobs,
        ["verify"] = TierSource.Verify,
        ["scorer"] = TierSource.Scorer,
    };

    /// <summary>Reads one; null where it holds a mistake, which is told.</summary>
    public static CascadeEntry? Read(NodeReader reader, Section node)
    {
        var groups = node.Groups("cascade").ToArray();
        if (groups.Length is < 2 or > CascadeEntry.MostTiers)
        {
            node.Wrong("cascade", $"has {groups.Length} tiers.", $"Write 2 to {CascadeEntry.MostTiers}, the cheapest first.");
        }

        var gains = node.Text("gains", "Write the name of one under 'scorers' of the catalogue.");
        var tiers = groups.Select((g, at) => Tier(reader, g, isLast: at == groups.Length - 1, isJudged: gains is null)).ToArray();
        var (streams, early, audit) = (node.Choice("stream", s_streams), node.Flag("startEarly"), (double?)node.Number("audit", 0, 1));
        if (gains is not null)
        {
            reader.Scorer(node, "gains", gains);
            Beside(node, streams == true ? "stream" : early == true ? "startEarly" : audit > 0 ? "audit" : null);
        }

        return tiers.Any(t => t is null) ? null : new CascadeEntry([.. tiers.OfType<CascadeTier>()]) { Streams = streams ?? false, StartEarly = early ?? false, Audit = audit ?? 0, Gains = gains };
    }

    private static void Beside(Section node, string? field)
    {
        if (field is not null)
        {
            node.Wrong(field, "stands beside 'gains', by which whole answers are compared.", "Take it out, or have each tier say what it accepts.");
        }
    }

    private static CascadeTier? Tier(NodeReader reader, Section tier, bool isLast, bool isJudged)
    {
        TierAccept? accept = null;
        var node = reader.Read(tier, beside =>
        {
            if (isLast && beside.Has("accept"))
            {
                beside.Wrong("accept", "stands at the last tier, whose answer is always taken.", "Leave it out, or add a tier after it.");
                beside.Child("accept");
            }
            else if (!isJudged && beside.Has("accept"))
            {
                beside.Wrong("accept", "stands where 'gains' of the cascade says when the next tier is asked.", "Take one of them out.");
                beside.Child("accept");
            }
            else
            {
                accept = isLast || !isJudged ? null : beside.Child("accept") is { } own ? Accept(reader, own) : Missing(beside);
            }
        });
        return node is null ? null : new CascadeTier(node, accept);
    }

    private static TierAccept? Missing(Section tier)
    {
        if (!tier.Has("accept"))
        {
            tier.Wrong("", "does not say what is accepted.", "Write 'accept: { confidence: 0.8 }' beside it.");
        }

        return null;
    }

    private static TierAccept Accept(NodeReader reader, Section accept)
    {
        var sources = Sources(accept);
        var samples = accept.Integer("samples", 1, TierAccept.MostSamples);
        var judge = accept.Child("judge") is { } own ? reader.Read(own) : null;
        if (samples is not null && !sources.Contains(TierSource.Agreement))
        {
            accept.Wrong("samples", "are not compared.", "Add 'agreement' to 'sources', or leave them out.");
        }

        if (judge is not null && !sources.Contains(TierSource.Verify))
        {
            accept.Wrong("judge", "is not asked.", "Add 'verify' to 'sources', or leave it out.");
        }

        var scorer = Scorer(reader, accept, sources);
        var entry = new TierAccept
        {
            Confidence = (double)(accept.Number("confidence", 0, 1) ?? (decimal)UsualConfidence),
            ByTask = ByTask(reader, accept),
            Sources = sources,
            Samples = samples ?? 0,
            Judge = judge,
            Scorer = scorer,
            Accepted = (double)(accept.Number("accepted", 0, 1) ?? 0),
        };
        accept.Finish();
        return entry;
    }

    private static string? Scorer(NodeReader reader, Section accept, IReadOnlyList<TierSource> sources)
    {
        var scorer = accept.Text("scorer", "Write the name of one under 'scorers' of the catalogue.");
        if (accept.Has("scorer") != sources.Contains(TierSource.Scorer))
        {
            accept.Wrong(
                accept.Has("scorer") ? "scorer" : "sources",
                accept.Has("scorer") ? "is not asked." : "have 'scorer', and no 'scorer' is named.",
                accept.Has("scorer") ? "Add 'scorer' to 'sources', or leave it out." : "Write 'scorer: some-scorer' beside it, one under 'scorers' of the catalogue.");
        }
        else if (scorer is not null)
        {
            reader.Scorer(accept, "scorer", scorer);
        }

        return scorer;
    }

    // Callers write classes in any case.
    private static Dictionary<string, double> ByTask(NodeReader reader, Section accept) => new(reader.Figures(accept, "byTask"), StringComparer.OrdinalIgnoreCase);

    private static IReadOnlyList<TierSource> Sources(Section accept)
    {
        if (accept.Texts("sources") is not { } words)
        {
            return new TierAccept().Sources;
        }

        foreach (var (at, word) in words.Index().Where(w => !s_sources.ContainsKey(w.Item)))
        {
            accept.Unknown("sources", word, "is no source of confidence.", s_sources.Keys, at);
        }

        if (words.Count == 0 || words.Distinct().Count() < words.Count)
        {
            accept.Wrong("sources", words.Count == 0 ? "names none." : "names one twice.", $"Write some of: {string.Join(", ", s_sources.Keys)}.");
        }

        return [.. words.Where(s_sources.ContainsKey).Select(w => s_sources[w])];
    }
}
