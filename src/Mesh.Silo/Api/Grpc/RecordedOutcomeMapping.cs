using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mesh.Contracts.Routing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>Recorded outcomes on the wire.</summary>
internal static class RecordedOutcomeMapping
{
    /// <summary>One outcome.</summary>
    public static V1.RecordedOutcome Outcome(RecordedOutcome outcome)
    {
        var told = new V1.RecordedOutcome
        {
            RecordTime = Timestamp.FromDateTimeOffset(outcome.At),
            Model = outcome.Model,
            Quality = outcome.Quality,
            Task = outcome.Task,
            Prompt = UnsafeByteOperations.UnsafeWrap(outcome.Prompt),
            Cascade = outcome.Cascade is { } cascade ? Cascade(cascade) : null,
        };
        if (outcome.CostUsd is { } usd)
        {
            told.CostUsd = (double)usd;
        }

        if (outcome.Seconds is { } seconds)
        {
            told.Seconds = seconds;
        }

        return told;
    }

    private static V1.RecordedCascade Cascade(RecordedCascade cascade) => new()
    {
        Walk = cascade.Walk.ToString("N"),
        Cascade = cascade.Cascade,
        Audited = cascade.Audited,
        Tiers = { cascade.Tiers.Select(Tier) },
    };

    private static V1.RecordedTier Tier(RecordedTier tier)
    {
        var told = new V1.RecordedTier
        {
            At = tier.At,
            Model = tier.Model,
            Accepted = tier.Accepted,
            Parts = { tier.Parts.Select(p => new V1.RecordedPart { Source = p.Source, Value = p.Value, Weight = p.Weight, Caps = p.Caps }) },
            CostUsd = (double)tier.CostUsd,
            Features = UnsafeByteOperations.UnsafeWrap(tier.Features),
        };
        if (tier.Confidence is { } sure)
        {
            told.Confidence = sure;
        }

        if (tier.Quality is { } quality)
        {
            told.Quality = quality;
        }

        return told;
    }
}
