using Mesh.Contracts.Catalog;

namespace Mesh.Routing.Selection;

/// <summary>Which endpoints the names and patterns of a route stand for.</summary>
public static class CandidateMatching
{
    /// <summary>
    /// The endpoints behind <paramref name="patterns"/>, in the patterns' order, each once. A pattern matches endpoint and model
    /// names, and the catalogue's endpoint of which one at a node was made; <c>*</c> any run of characters. A pattern with <c>*</c> never yields deprecated models, nor simulated ones where
    /// a real endpoint exists.
    /// </summary>
    public static IReadOnlyList<EndpointEntry> Resolve(CatalogDocument document, IReadOnlyList<string> patterns)
    {
        var models = document.Models.ToDictionary(m => m.Name, StringComparer.OrdinalIgnoreCase);
        var simulatedServe = document.Endpoints.All(e => models[e.Model].Simulated is not null);
        var found = new List<EndpointEntry>();
        foreach (var pattern in patterns)
        {
            var wild = pattern.Contains('*', StringComparison.Ordinal);
            found.AddRange(document.Endpoints.Where(e => (Matches(pattern, e.Name) || Matches(pattern, e.Model) || (e.Origin is not null && Matches(pattern, e.Origin)))
                && !(wild && IsKeptBack(models[e.Model], simulatedServe))
                && !found.Contains(e)));
        }

        return found;
    }

    private static bool IsKeptBack(ModelEntry model, bool simulatedServe) =>
        model.State != ModelState.Approved || (model.Simulated is not null && !simulatedServe);

    /// <summary>Whether a name fits a pattern in which <c>*</c> is any run of characters; upper and lower case mean the same.</summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        int p = 0, n = 0, star = -1, retry = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, retry) = (p++, n);
            }
            else if (p < pattern.Length && char.ToLowerInvariant(pattern[p]) == char.ToLowerInvariant(name[n]))
            {
                p++;
                n++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                n = ++retry;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].TrimStart('*').IsEmpty;
    }
}
