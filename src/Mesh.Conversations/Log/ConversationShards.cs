using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Mesh.Conversations.Log;

/// <summary>Spreads conversations evenly over shards: where they lie in a store that is cut, and which grain looks after their end.</summary>
public static class ConversationShards
{
    /// <summary>How many there are.</summary>
    public const int Count = 64;

    /// <summary>The shard of a conversation, from 0.</summary>
    public static int Of(ConversationKey key) => Of(NameOf(key));

    /// <summary>The shard of anything that has a name.</summary>
    // For ever the same, since what is stored depends on it.
    public static int Of(string name) => SHA256.HashData(Encoding.UTF8.GetBytes(name))[0] % Count;

    /// <summary>A conversation as one name: no two have the same, since the tenant's length leads it.</summary>
    public static string NameOf(ConversationKey key) => string.Create(CultureInfo.InvariantCulture, $"{key.Tenant.Length}:{key.Tenant}{key.Id}");
}
