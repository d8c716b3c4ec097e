using Mesh.Contracts.Errors;
using Mesh.Contracts.Reviews;

namespace Mesh.Grains.Reviews;

/// <summary>The stored list of a tenant's reviews, and how they ended. Each change says whether there is anything to write.</summary>
[GenerateSerializer, Alias("mesh.ReviewShelf")]
public sealed class ReviewShelf
{
    /// <summary>The reason of a refusal.</summary>
    public const string Full = "review_queue_full";

    /// <summary>How long acts are remembered.</summary>
    public static readonly TimeSpan ActsKept = TimeSpan.FromDays(400);

    /// <summary>The reviews by their ids.</summary>
    [Id(0)] public Dictionary<string, ReviewEntry> Entries { get; set; } = [];

    /// <summary>How they ended, the oldest first.</summary>
    [Id(1)] public List<ReviewAct> Acts { get; set; } = [];

    /// <summary>Takes one in.</summary>
    /// <exception cref="MeshException">quota_exhausted: as many wait as may.</exception>
    public bool Add(ReviewEntry entry, int most)
    {
        if (Entries.ContainsKey(entry.Id))
        {
            return false;
        }

        var pending = Entries.Values.Where(e => e.State == ReviewState.Pending).ToArray();
        var inQueue = pending.Count(e => e.Queue == entry.Queue);
        if (inQueue >= most || pending.Length >= IReviewShelfGrain.MostPending || Entries.Count >= IReviewShelfGrain.Most)
        {
            throw new MeshException(MeshErrorCode.QuotaExhausted, Full, inQueue >= most
                ? $"{inQueue} reviews wait in queue '{entry.Queue}', as many as may ('most' of the node). Answer some, or ask again later."
                : $"{pending.Length} reviews of the tenant wait and {Entries.Count - pending.Length} are over, as many as may. Answer some, or ask again later.");
        }

        Entries[entry.Id] = entry;
        return true;
    }

    /// <summary>One is over.</summary>
    public bool Close(ReviewAct act, DateTimeOffset goesAt)
    {
        if (!Entries.TryGetValue(act.Review, out var entry) || entry.State != ReviewState.Pending)
        {
            return false;
        }

        Entries[act.Review] = entry with { State = act.State, GoesAt = goesAt };
        Acts.Add(act);
        Acts.RemoveAll(a => a.At < act.At - ActsKept);
        Acts.RemoveRange(0, Math.Max(0, Acts.Count - IReviewShelfGrain.MostActs));
        return true;
    }

    /// <summary>Entries in the order in which they were handed over.</summary>
    public IReadOnlyList<ReviewEntry> List(ReviewFilter filter, ReviewCursor? after, int count) =>
    [
        .. Entries.Values.Where(e => filter.Takes(e) && (after is null || Comes(e, after))).OrderBy(e => e.CreatedAt).ThenBy(e => e.Id, StringComparer.Ordinal).Take(Math.Clamp(count, 1, IReviewShelfGrain.MostInPage)),
    ];

    /// <summary>Those that must be looked at. Where more are over than are kept, the oldest go before their time.</summary>
    public IReadOnlyList<ReviewDue> Due(DateTimeOffset now)
    {
        var closed = Entries.Values.Where(e => e.State != ReviewState.Pending).OrderBy(e => e.GoesAt).ToArray();
        var going = closed.Take(Math.Max(closed.Length - IReviewShelfGrain.MostClosed, closed.Count(e => e.GoesAt <= now))).Select(e => new ReviewDue(e.Id, Goes: true));
        var expired = Entries.Values.Where(e => e.State == ReviewState.Pending && e.ExpiresAt <= now).Select(e => new ReviewDue(e.Id, Goes: false));
        return [.. expired.Concat(going).Take(IReviewShelfGrain.MostDue)];
    }

    private static bool Comes(ReviewEntry entry, ReviewCursor after) =>
        entry.CreatedAt > after.CreatedAt || (entry.CreatedAt == after.CreatedAt && string.CompareOrdinal(entry.Id, after.Id) > 0);
}
