using System.Globalization;
using System.Security.Cryptography;
using System.Text;
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
    public const int Buckets = 64;

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
    public RedisKey Pending(ConversationKey key) => Pending(BucketOf(NameOf(key)));

    /// <summary>Sorted set: a tenant's conversations that are not deleted, in the order of their last update.</summary>
    public RedisKey List(string tenant) => $"{cluster}/conversations/{{{BucketOf(tenant)}}}/list/{tenant}";

    /// <summary>Hash: what a list shows of each conversation of a tenant.</summary>
    public RedisKey Summaries(string tenant) => $"{cluster}/conversations/{{{BucketOf(tenant)}}}/summaries/{tenant}";

    /// <summary>A conversation as one name: no two have the same, since the tenant's length leads it.</summary>
    public static string NameOf(ConversationKey key) => string.Create(CultureInfo.InvariantCulture, $"{key.Tenant.Length}:{key.Tenant}{key.Id}");

    /// <summary>The conversation that a name stands for.</summary>
    public static ConversationKey KeyOf(string name)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var id = colon + 1 + int.Parse(name.AsSpan(0, colon), CultureInfo.InvariantCulture);
        return new ConversationKey(name[(colon + 1)..id], name[id..]);
    }

    // For ever the same, since what is stored depends on it.
    private static int BucketOf(string name) => SHA256.HashData(Encoding.UTF8.GetBytes(name))[0] % Buckets;

    private RedisKey Of(ConversationKey key, string part)
    {
        var name = NameOf(key);
        return $"{cluster}/conversations/{{{BucketOf(name)}}}/{part}/{name}";
    }
}
