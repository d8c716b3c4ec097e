using Mesh.Contracts.Caching;
using Microsoft.Net.Http.Headers;

namespace Mesh.Silo.Api.OpenAI;

/// <summary>What the caller does not want of a cache.</summary>
internal static class CallerCache
{
    /// <summary>What <c>cache-control</c> says: <c>no-cache</c>, <c>no-store</c> or both. Whatever else stands there is for the caches on the way.</summary>
    public static CacheUse Of(HttpRequest request) =>
        request.Headers.CacheControl is [_, ..] values && CacheControlHeaderValue.TryParse(values.ToString(), out var asked)
            ? (asked.NoCache ? CacheUse.NoCache : CacheUse.Free) | (asked.NoStore ? CacheUse.NoStore : CacheUse.Free)
            : CacheUse.Free;
}
