namespace Mesh.Providers.OpenAI.Answers;

/// <summary>The vendor's <c>x-ratelimit-*</c> headers.</summary>
internal static class RateLimitHeaders
{
    public static IReadOnlyList<KeyValuePair<string, string>> Of(HttpResponseMessage response)
    {
        List<KeyValuePair<string, string>>? found = null;
        foreach (var (name, values) in response.Headers.NonValidated)
        {
            if (name.StartsWith("x-ratelimit-", StringComparison.OrdinalIgnoreCase))
            {
                (found ??= []).Add(new(name.ToLowerInvariant(), values.ToString()));
            }
        }

        return found ?? (IReadOnlyList<KeyValuePair<string, string>>)[];
    }
}
