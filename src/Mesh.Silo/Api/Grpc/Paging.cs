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
        size = Size(size, Most);
        var from = 0;
        if (token.Length > 0 && (!int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out from) || from > all.Count))
        {
            throw new MeshException(MeshErrorCode.InvalidRequest, "invalid_value", "'page_token' must come from the page before.", "page_token");
        }

        var page = all.Skip(from).Take(size).ToArray();
        var next = from + page.Length;
        return (page, next < all.Count ? Token(next) : "");
    }

    /// <summary>A page of things with numbers from 1: the first number, and how many.</summary>
    /// <exception cref="MeshException">invalid_request: a negative size or a token that no page gave.</exception>
    public static (long From, int Size) ByNumber(int size, string token, int most)
    {
        var from = 1L;
        return token.Length == 0 || (long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out from) && from > 0)
            ? (from, Size(size, most))
            : throw new MeshException(MeshErrorCode.InvalidRequest, "invalid_value", "'page_token' must come from the page before.", "page_token");
    }

    /// <summary>The token of the page that begins with a number.</summary>
    public static string Token(long next) => next.ToString(CultureInfo.InvariantCulture);

    private static int Size(int size, int most) => size switch
    {
        0 => Default,
        > 0 => Math.Min(size, most),
        _ => throw new MeshException(MeshErrorCode.InvalidRequest, "invalid_value", "'page_size' must not be negative.", "page_size"),
    };
}
