namespace Mesh.Providers.OpenAI.Answers;

/// <summary>The vendor's <c>x-ratelimit-*</c> headers.</summary>
internal static class RateLimitHeaders
{
    public static IReadOnlyList<KeyValuePair<string, string>> Of(HttpResponseMessage response)
    {
        List<KeyValuePair<string, string>>? found = null;
        foreach (var (name, values) in response.Headers.NonValidated)
        {
            // What no header of ours may hold would cost the whole answer.
            if (name.StartsWith("x-ratelimit-", StringComparison.OrdinalIgnoreCase) && values.ToString() is var value && value.All(c => c is >= ' ' and <= '~'))
            {
                (found ??= []).Add(new(name.ToLowerInvariant(), value));
            }
        }

        return found ?? (IReadOnlyList<KeyValuePair<string, string>>)[];
    }
}
