using System.Globalization;
using Mesh.Conversations.Log;
using StackExchange.Redis;

namespace Mesh.Grains.Conversations.Storage;

/// <summary>
/// The keys under which a cluster's conversations lie. A conversation's are all in one of <see cref="Buckets"/> slots, with the set of
/// those in it that have something to tell on, so that one script can write them all; a tenant's list is in one as well.
/// </summary>
internal sealed class RedisConversationKeys(string cluster)
{
    /// <summary>Slots over which conversations are spread.</summary>
    public const int Buckets = ConversationShards.Count;

    /// <summary>Hash: sequence, epoch, number of turns, the head itself, and the notes.</summary>
    public RedisKey Head(ConversationKey key) => Of(key, "head");

    /// <summary>Hash: each turn by its number.</summary>
    public RedisKey Turns(ConversationKey key) => Of(key, "turns");

    /// <summary>Hash: each turn's number by its caller's id.</summary>
    public RedisKey TurnIds(ConversationKey key) => Of(key, "turn-ids");

    /// <summary>Sorted set by sequence: what has not been told on.</summary>
    public RedisKey Outbox(ConversationKey key) => Of(key, "outbox");

    /// <summary>Set: the conversations of a slot whose outbox is not empty.</summary>
    public RedisKey Pending(int bucket) => $"{cluster}/conversations/{{{bucket}}}/pending";

    /// <summary>The one in whose slot a conversation is.</summary>
    public RedisKey Pending(ConversationKey key) => Pending(ConversationShards.Of(NameOf(key)));

    /// <summary>Sorted set: a tenant's conversations that are not deleted, in the order of their last update.</summary>
    public RedisKey List(string tenant) => $"{cluster}/conversations/{{{ConversationShards.Of(tenant)}}}/list/{tenant}";

    /// <summary>Hash: what a list shows of each conversation of a tenant.</summary>
    public RedisKey Summaries(string tenant) => $"{cluster}/conversations/{{{ConversationShards.Of(tenant)}}}/summaries/{tenant}";

    /// <summary>Sorted set: what retention looks at in a slot, by lane, tenant and time.</summary>
    public RedisKey Due(int bucket) => $"{cluster}/conversations/{{{bucket}}}/due";

    /// <summary>The one in whose slot a conversation is.</summary>
    public RedisKey Due(ConversationKey key) => Due(ConversationShards.Of(key));

    /// <summary>Hash: up to which sequence each conversation of a tenant is booked.</summary>
    public RedisKey Booked(string tenant) => $"{cluster}/conversations/{{{ConversationShards.Of(tenant)}}}/booked/{tenant}";

    /// <summary>Hash: what a tenant's conversations took on a day. With an expiry.</summary>
    public RedisKey Usage(string tenant, DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{cluster}/conversations/{{{ConversationShards.Of(tenant)}}}/usage/{day:yyyyMMdd}/{tenant}");

    /// <summary>Sorted set: a tenant's audit records by time.</summary>
    public RedisKey Audit(string tenant) => $"{cluster}/conversations/{{{ConversationShards.Of(tenant)}}}/audit/{tenant}";

    /// <summary>A conversation as one name: no two have the same, since the tenant's length leads it.</summary>
    public static string NameOf(ConversationKey key) => ConversationShards.NameOf(key);

    /// <summary>The conversation that a name stands for.</summary>
    public static ConversationKey KeyOf(string name)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var id = colon + 1 + int.Parse(name.AsSpan(0, colon), CultureInfo.InvariantCulture);
        return new ConversationKey(name[(colon + 1)..id], name[id..]);
    }

    private RedisKey Of(ConversationKey key, string part)
    {
        var name = NameOf(key);
        return $"{cluster}/conversations/{{{ConversationShards.Of(name)}}}/{part}/{name}";
    }
}
