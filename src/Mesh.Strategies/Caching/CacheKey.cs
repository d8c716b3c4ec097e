using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Mesh.Contracts.Access;
using Mesh.Contracts.Caching;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Routing;

namespace Mesh.Strategies.Caching;

/// <summary>
/// What two requests must have in common for one's answer to be the other's: the tenant, the name that is asked for and who may answer by
/// it, and every field that changes the answer. It is a hash: nothing of a prompt can be read from it.
/// </summary>
public static class CacheKey
{
    private const string Form = "1";

    /// <summary>The key of a request, and what may speak against keeping its answer. It begins with <see cref="TenantPrefix"/>.</summary>
    /// <param name="policy">The route's cache.</param>
    /// <param name="route">The route, as it is written: its endpoints may come and go.</param>
    /// <param name="decision">What was decided.</param>
    /// <param name="task">The request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="part">What else the answer of a part of a plan hangs on; null for a request as a whole.</param>
    public static (string Key, IdentityTraits Traits) Of(CachePolicy policy, RouteEntry route, RouteDecision decision, ChatTask task, CallerIdentity caller, IReadOnlyList<string>? part = null) =>
        Of(policy.Scope, route, decision, task, caller, part, withoutQuestion: false);

    /// <summary>The same for everything but what the last message says: questions that have it in common may be compared.</summary>
    /// <inheritdoc cref="Of(CachePolicy, RouteEntry, RouteDecision, ChatTask, CallerIdentity, IReadOnlyList{string})"/>
    public static (string Key, IdentityTraits Traits) OfContext(SemanticCachePolicy policy, RouteEntry route, RouteDecision decision, ChatTask task, CallerIdentity caller, IReadOnlyList<string>? part = null) =>
        Of(policy.Scope, route, decision, task, caller, part, withoutQuestion: true);

    /// <summary>What all keys of a tenant begin with, so that they can be found; its name cannot be read from it.</summary>
    public static string TenantPrefix(string tenant) => $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(tenant)).AsSpan(0, 12))}/";

    /// <summary>What a key has in common with all of its tenant's.</summary>
    public static string PrefixOf(string key) => key[..(key.IndexOf('/', StringComparison.Ordinal) + 1)];

    private static (string Key, IdentityTraits Traits) Of(CacheScope scope, RouteEntry route, RouteDecision decision, ChatTask task, CallerIdentity caller, IReadOnlyList<string>? part, bool withoutQuestion)
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        Put(bytes, Form, caller.Tenant, scope.ToString());
        Put(bytes, scope == CacheScope.Tenant ? "" : caller.Project, scope == CacheScope.Key ? caller.KeyId : "");
        Put(bytes, decision.Route, decision.Prefer.ToString(), Number(route.MinQuality), Number((double?)route.MaxCostUsd), Number((double?)task.Query.MaxCostUsd));
        Put(bytes, decision.Rules);
        var weights = task.Query.Weights;
        Put(bytes, task.Query.Task ?? "", Number(weights?.Quality), Number(weights?.Cost), Number(weights?.Seconds), Number(weights?.Risk));
        Put(bytes, route.Candidates);
        Put(bytes, NodeShape.Of(route.Plan));
        Put(bytes, route.Fallbacks);
        Put(bytes, task.Query.Fallbacks);
        if (part is not null)
        {
            Put(bytes, part);
        }

        // A stream and a whole answer differ in more than their form: no vendor's fields could be made for one from the other.
        Put(bytes, task.Native is { } native ? $"{native.Dialect} {task.Streaming}" : "records");
        var traits = task.Native?.WriteIdentity(bytes, withoutQuestion) ?? RecordIdentity.Write(task.Request, caller, bytes, withoutQuestion);
        return (TenantPrefix(caller.Tenant) + Convert.ToHexStringLower(SHA256.HashData(bytes.WrittenSpan)), traits);
    }

    private static string Number(double? number) => number?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static void Put(ArrayBufferWriter<byte> bytes, IReadOnlyList<string> texts)
    {
        Put(bytes, texts.Count.ToString(CultureInfo.InvariantCulture));
        foreach (var text in texts)
        {
            Put(bytes, text);
        }
    }

    // With its length before it, so that no two lists of texts run into the same bytes.
    private static void Put(ArrayBufferWriter<byte> bytes, params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.GetSpan(sizeof(int)), text.Length);
            bytes.Advance(sizeof(int));
            Encoding.UTF8.GetBytes(text, bytes);
        }
    }
}
