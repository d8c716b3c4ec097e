namespace Mesh.Catalog.Reading;

/// <summary>Reads an address to which the mesh speaks. What stands in it may hold a password, so it is never repeated.</summary>
internal static class UrlField
{
    /// <summary>The address; null where it is no good, which is told.</summary>
    /// <param name="section">Where it stands.</param>
    /// <param name="field">The field.</param>
    /// <param name="text">What stands there.</param>
    /// <param name="example">A good one.</param>
    public static Uri? Read(Section section, string field, string text, string example)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            section.Wrong(field, "is not an http or https address.", $"Write it whole, such as {example}.");
            return null;
        }

        if (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            section.Wrong(field, "holds a user, a query or a fragment.", "Write scheme, host and path only; the key goes into 'apiKey'.");
            return null;
        }

        return url;
    }
}
