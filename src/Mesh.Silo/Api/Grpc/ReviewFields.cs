using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Reviews;
using Mesh.Strategies.Reviews;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>Fields of reviews; each error names the field and the mend.</summary>
internal static class ReviewFields
{
    private const int UsualPage = 50;

    /// <summary>A review's id.</summary>
    /// <exception cref="MeshException">invalid_request.</exception>
    public static string Id(string id, string field = "id") => ReviewIds.IsOne(id) ? id : throw Fields.Invalid(field, $"'{field}' must be the id of a review, as a handle or 'mesh reviews list' tells it.");

    /// <summary>The caller's own id of what it says.</summary>
    /// <exception cref="MeshException">invalid_request.</exception>
    public static string RequestId(string id) => id.Length is > 0 and <= ReviewVerdict.LongestRequestId && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
        ? id
        : throw Fields.Invalid("request_id", $"'request_id' must be 1 to {ReviewVerdict.LongestRequestId} letters, digits, - and _ of your own, such as a UUID: sent again it counts once.");

    /// <summary>An answer.</summary>
    /// <exception cref="MeshException">invalid_request.</exception>
    public static string Answer(string text) => text.Length is > 0 and <= ReviewVerdict.MostCharacters
        ? text
        : throw Fields.Invalid("text", $"'text' must be an answer of 1 to {ReviewVerdict.MostCharacters} characters.");

    /// <summary>Why a review is rejected.</summary>
    /// <exception cref="MeshException">invalid_request.</exception>
    public static string Reason(string reason) => reason.Length is > 0 and <= ReviewVerdict.LongestReason && !reason.Any(char.IsControl)
        ? reason
        : throw Fields.Invalid("reason", $"'reason' must say in 1 to {ReviewVerdict.LongestReason} characters on one line why it is rejected.");

    /// <summary>Which reviews are wanted.</summary>
    /// <exception cref="MeshException">invalid_request.</exception>
    public static ReviewFilter Filter(string queue, V1.ReviewState state, string route) => new(
        Short(queue, "queue"),
        Fields.KnownOrUnset(state, "state") == V1.ReviewState.Unspecified ? null : (ReviewState)((int)state - 1),
        Short(route, "route"));

    /// <summary>How many entries a page has.</summary>
    /// <exception cref="MeshException">invalid_request.</exception>
    public static int Size(int size) => size < 0 ? throw Fields.Invalid("page_size", "'page_size' must not be negative.") : size == 0 ? UsualPage : Math.Min(size, IReviewShelfGrain.MostInPage);

    /// <summary>The token of the page behind one.</summary>
    public static string Token(ReviewEntry last) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{last.CreatedAt.UtcTicks} {last.Id}")));

    /// <summary>Where a page begins; null for the first.</summary>
    /// <exception cref="MeshException">invalid_request.</exception>
    public static ReviewCursor? Cursor(string token)
    {
        if (token.Length == 0)
        {
            return null;
        }

        try
        {
            return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)).Split(' ') is [var ticks, var id] && ReviewIds.IsOne(id)
                ? new ReviewCursor(new DateTimeOffset(long.Parse(ticks, NumberStyles.None, CultureInfo.InvariantCulture), TimeSpan.Zero), id)
                : throw Stray();
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentOutOfRangeException)
        {
            throw Stray();
        }
    }

    private static string? Short(string name, string field) => name.Length <= Fields.LongestName ? Fields.NullIfEmpty(name) : throw Fields.Invalid(field, $"'{field}' must be a name of at most {Fields.LongestName} characters.");

    private static MeshException Stray() => Fields.Invalid("page_token", "'page_token' must come from the page before.");
}
