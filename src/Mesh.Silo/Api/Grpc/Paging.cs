using System.Globalization;
using Mesh.Contracts.Errors;

namespace Mesh.Silo.Api.Grpc;

/// <summary>Pages of a list (google.aip.dev/158). The token is the number of entries already given.</summary>
internal static class Paging
{
    private const int Default = 50;
    private const int Most = 1000;

    /// <summary>One page, and the token of the next; empty at the end.</summary>
    /// <exception cref="MeshException">invalid_request: a negative size or a token that no page gave.</exception>
    public static (IReadOnlyList<T> Page, string Next) Of<T>(IReadOnlyList<T> all, int size, string token)
    {
        if (size < 0)
        {
            throw new MeshException(MeshErrorCode.InvalidRequest, "invalid_value", "'page_size' must not be negative.", "page_size");
        }

        var from = 0;
        if (token.Length > 0 && (!int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out from) || from > all.Count))
        {
            throw new MeshException(MeshErrorCode.InvalidRequest, "invalid_value", "'page_token' must come from the page before.", "page_token");
        }

        var page = all.Skip(from).Take(size == 0 ? Default : Math.Min(size, Most)).ToArray();
        var next = from + page.Length;
        return (page, next < all.Count ? next.ToString(CultureInfo.InvariantCulture) : "");
    }
}
