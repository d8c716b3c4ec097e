using System.Text.Json.Nodes;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Errors;
using Mesh.Providers.Egress.Fetching;

namespace Mesh.Providers.OpenAI.Requests;

/// <summary>Puts what image and file URLs hold into the body itself, for upstreams that must not or cannot fetch.</summary>
public sealed class MediaInliner(UrlFetcher fetcher)
{
    /// <summary>Most URLs in one request.</summary>
    public const int MaxUrls = 16;

    /// <summary>The reason under which a request is refused for a URL; another upstream may take it.</summary>
    public const string Reason = "url_not_fetched";

    private static readonly HashSet<string> s_files = new(StringComparer.Ordinal)
    {
        "application/pdf", "application/json", "text/plain", "text/markdown", "text/csv", "text/html", "text/xml",
    };

    private static readonly Dictionary<string, HashSet<string>> s_types = new(StringComparer.Ordinal)
    {
        ["image_url"] = new(StringComparer.Ordinal) { "image/png", "image/jpeg", "image/gif", "image/webp" },
        ["video_url"] = new(StringComparer.Ordinal) { "video/mp4", "video/webm", "video/mpeg" },
        ["audio_url"] = new(StringComparer.Ordinal) { "audio/wav", "audio/x-wav", "audio/mpeg", "audio/ogg", "audio/flac" },
    };

    /// <summary>Fetches every URL of <paramref name="body"/> and replaces it by its content.</summary>
    /// <exception cref="MeshException">invalid_request, naming the part.</exception>
    public async Task InlineAsync(JsonObject body, FetchPolicy policy, CancellationToken cancellationToken)
    {
        var places = Places(body);
        if (places.Count > MaxUrls)
        {
            throw Refused(places[MaxUrls].Field, $"One request may hold {MaxUrls} URLs to be fetched; this is one more.");
        }

        // All together may be as large as one: what several callers ask for at once stands in memory.
        var left = policy.MaxBytes;
        foreach (var (owner, name, field, types) in places)
        {
            var file = await FetchAsync(owner[name]!.GetValue<string>(), field, policy with { MaxBytes = left }, types, cancellationToken);
            left -= file.Bytes.Length;
            owner[name] = file.ToDataUrl();
        }
    }

    private async Task<FetchedFile> FetchAsync(string text, string field, FetchPolicy policy, HashSet<string> types, CancellationToken cancellationToken)
    {
        try
        {
            return Uri.TryCreate(text.Trim(), UriKind.Absolute, out var url)
                ? await fetcher.FetchAsync(url, policy, types.Contains, cancellationToken)
                : throw new FetchRefusedException("is no address");
        }
        catch (FetchRefusedException e)
        {
            throw Refused(field, $"The URL in '{field}' {e.Message}.");
        }
    }

    private static List<(JsonObject Owner, string Name, string Field, HashSet<string> Types)> Places(JsonObject body)
    {
        var places = new List<(JsonObject, string, string, HashSet<string>)>();
        var messages = body["messages"] as JsonArray ?? [];
        for (var m = 0; m < messages.Count; m++)
        {
            var parts = (messages[m] as JsonObject)?["content"] as JsonArray ?? [];
            for (var p = 0; p < parts.Count; p++)
            {
                foreach (var (kind, value) in parts[p] as JsonObject ?? [])
                {
                    var (owner, names) = value is JsonObject inner ? (inner, inner.Select(i => i.Key)) : (parts[p]!.AsObject(), [kind]);
                    places.AddRange(names.Where(n => IsRemote(owner, n)).Select(n => (owner, n, $"messages[{m}].content[{p}]", s_types.GetValueOrDefault(kind, s_files))));
                }
            }
        }

        return places;
    }

    // Whatever an engine might take for an address to fetch, also in parts that the mesh does not know.
    private static bool IsRemote(JsonObject owner, string name) =>
        (name is "url" or "file_data" || name.EndsWith("_url", StringComparison.Ordinal))
        && owner[name] is JsonValue value && value.TryGetValue<string>(out var text) && MediaUrls.IsRemote(text);

    private static MeshException Refused(string field, string message) => new(MeshErrorCode.InvalidRequest, Reason, message, field);
}
