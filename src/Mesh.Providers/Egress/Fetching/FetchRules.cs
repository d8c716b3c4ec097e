using Mesh.Contracts.Catalog;

namespace Mesh.Providers.Egress.Fetching;

/// <summary>What can be said of a URL before anybody is asked for it.</summary>
internal static class FetchRules
{
    /// <summary>Checks one URL; each redirect is checked again.</summary>
    /// <exception cref="FetchRefusedException">It is not on the operator's list.</exception>
    public static void Check(Uri url, FetchPolicy policy)
    {
        if (!url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            throw new FetchRefusedException("is no http or https address");
        }

        if (url.UserInfo.Length > 0)
        {
            throw new FetchRefusedException("holds a user or a password");
        }

        if (!policy.AllowedHosts.Any(entry => Matches(url, entry)))
        {
            throw new FetchRefusedException("is of a host from which this mesh does not fetch (the operator lists them under 'defaults.fetch.allowedHosts'); send the content as a data URL");
        }
    }

    // An entry without a port means the scheme's own: other ports of a host are other services.
    private static bool Matches(Uri url, string entry) =>
        string.Equals(entry, url.IdnHost, StringComparison.OrdinalIgnoreCase)
            ? url.IsDefaultPort
            : string.Equals(entry, $"{url.IdnHost}:{url.Port}", StringComparison.OrdinalIgnoreCase);
}
