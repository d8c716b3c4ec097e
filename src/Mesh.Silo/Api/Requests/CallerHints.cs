using Mesh.Contracts.Access;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;

namespace Mesh.Silo.Api.Requests;

/// <summary>What a caller says of its request beyond the content, the same at both doors.</summary>
internal static class CallerHints
{
    /// <summary>Most data classes of a request.</summary>
    public const int MostClasses = 8;

    /// <summary>Most tags of a request.</summary>
    public const int MostTags = 16;

    /// <summary>Longest of these words.</summary>
    public const int LongestWord = 64;

    /// <summary>A query with who asks.</summary>
    public static RouteQuery From(this RouteQuery query, CallerIdentity caller) => query with { Caller = new RouteCaller(caller.Tenant, caller.Project, caller.KeyId) };

    /// <summary>Words of one field.</summary>
    /// <exception cref="MeshException">invalid_request: too many of them, or one that is none.</exception>
    public static IReadOnlyList<string> Words(IReadOnlyList<string> words, int most, string field)
    {
        if (words.Count > most)
        {
            throw Invalid(field, $"'{field}' holds {words.Count} words; send at most {most}.");
        }

        for (var i = 0; i < words.Count; i++)
        {
            Word(words[i], field);
        }

        return words;
    }

    /// <summary>A word of a field.</summary>
    /// <exception cref="MeshException">invalid_request: it is none.</exception>
    public static string Word(string word, string field) => word.Length is > 0 and <= LongestWord && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':' or '/')
        ? word
        : throw Invalid(field, $"'{field}' must be words of at most {LongestWord} letters, digits and . - _ : /.");

    private static MeshException Invalid(string field, string message) => new(MeshErrorCode.InvalidRequest, "invalid_value", message, field);
}
