using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mesh.Contracts.Errors;

namespace Mesh.Silo.Api.Grpc;

/// <summary>Checks of what names and describes conversations and turns.</summary>
internal static class ConversationFields
{
    /// <summary>Longest id of a conversation.</summary>
    public const int LongestId = 128;

    /// <summary>Longest id of a turn.</summary>
    public const int LongestTurnId = 255;

    /// <summary>Longest instructions, in characters: they are written with every turn.</summary>
    public const int LongestInstructions = 32 * 1024;

    private const int MostPinned = 32;
    private const int LongestPinned = 1000;
    private const int LongestTitle = 512;
    private const int MostMetadata = 16;
    private const int LongestName = 64;
    private const int LongestValue = 512;

    // Longer than any turn may take, so that none is ever deleted under its answer; the same bounds as in the catalogue.
    private static readonly TimeSpan s_leastRetention = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_mostRetention = TimeSpan.FromDays(36_500);

    /// <summary>The id of a conversation that exists.</summary>
    /// <exception cref="MeshException">invalid_request, naming the field.</exception>
    public static string Id(string id, string field) => id.Length is > 0 and <= LongestId && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':')
        ? id
        : throw Fields.Invalid(field, $"'{field}' must be 1 to {LongestId} letters, digits, '-', '_', '.' or ':'.");

    /// <summary>The id of one to be created; a new one where it is empty.</summary>
    /// <exception cref="MeshException">invalid_request, naming the field.</exception>
    public static string IdOrNew(string id, string field, TimeProvider time) => id.Length == 0 ? $"conv_{Guid.CreateVersion7(time.GetUtcNow()):N}" : Id(id, field);

    /// <summary>The id of a turn; a new one where it is empty and may be.</summary>
    /// <exception cref="MeshException">invalid_request, naming the field.</exception>
    public static string TurnId(string id, string field, TimeProvider? makes = null) => id switch
    {
        "" when makes is not null => $"turn_{Guid.CreateVersion7(makes.GetUtcNow()):N}",
        { Length: > 0 and <= LongestTurnId } when !id.Any(char.IsControl) => id,
        _ => throw Fields.Invalid(field, $"'{field}' must be 1 to {LongestTurnId} characters, none of them a control character."),
    };

    /// <summary>A title.</summary>
    /// <exception cref="MeshException">invalid_request, naming the field.</exception>
    public static string Title(string title) => title.Length <= LongestTitle ? title : throw Fields.Invalid("title", $"'title' must have at most {LongestTitle} characters.");

    /// <summary>Instructions.</summary>
    /// <exception cref="MeshException">invalid_request, naming the field.</exception>
    public static string Instructions(string text) =>
        text.Length <= LongestInstructions ? text : throw Fields.Invalid("instructions", $"'instructions' must have at most {LongestInstructions} characters.");

    /// <summary>Pinned facts: they are part of every prompt.</summary>
    /// <exception cref="MeshException">invalid_request, naming the field.</exception>
    public static IReadOnlyList<string> Pinned(IReadOnlyList<string> facts)
    {
        if (facts.Count > MostPinned)
        {
            throw Fields.Invalid("pinned_facts", $"'pinned_facts' must hold at most {MostPinned} facts.");
        }

        var (at, wrong) = facts.Index().FirstOrDefault(f => f.Item.Length is 0 or > LongestPinned);
        return wrong is null ? [.. facts] : throw Fields.Invalid($"pinned_facts[{at}]", $"'pinned_facts[{at}]' must have 1 to {LongestPinned} characters.");
    }

    /// <summary>How long after its last turn a conversation is deleted.</summary>
    /// <exception cref="MeshException">invalid_request, naming the field.</exception>
    public static TimeSpan Retention(Duration retention) =>
        retention.Seconds >= s_leastRetention.TotalSeconds && retention.Seconds <= s_mostRetention.TotalSeconds && retention.Nanos is >= 0 and < Duration.NanosecondsPerSecond
            ? retention.ToTimeSpan()
            : throw Fields.Invalid("retention", $"'retention' must be a time from {s_leastRetention.TotalHours:0} hour to {s_mostRetention.TotalDays:0} days.");

    /// <summary>The same, or zero, which takes a time that was set away.</summary>
    /// <exception cref="MeshException">invalid_request, naming the field.</exception>
    public static TimeSpan RetentionOrNone(Duration retention) => retention is { Seconds: 0, Nanos: 0 } ? TimeSpan.Zero : Retention(retention);

    /// <summary>A route.</summary>
    /// <exception cref="MeshException">invalid_request, naming the field.</exception>
    public static string Route(string route) => route.Length == 0 ? "auto" : Fields.Target(route, "route");

    /// <summary>Names and values.</summary>
    /// <exception cref="MeshException">invalid_request, naming the field.</exception>
    public static IReadOnlyDictionary<string, string> Metadata(IReadOnlyDictionary<string, string> values)
    {
        if (values.Count > MostMetadata)
        {
            throw Fields.Invalid("metadata", $"'metadata' must hold at most {MostMetadata} names.");
        }

        var wrong = values.FirstOrDefault(v => v.Key.Length is 0 or > LongestName || v.Value.Length > LongestValue);
        return wrong.Key is null
            ? new SortedDictionary<string, string>(new Dictionary<string, string>(values), StringComparer.Ordinal)
            : throw Fields.Invalid($"metadata[{wrong.Key}]", $"'metadata' has names of 1 to {LongestName} and values of at most {LongestValue} characters; mend '{wrong.Key[..Math.Min(wrong.Key.Length, LongestName)]}'.");
    }

    /// <summary>SHA-256 of a message, the same for messages that say the same.</summary>
    public static string Hash(IMessage message)
    {
        var bytes = new byte[message.CalculateSize()];
        var output = new CodedOutputStream(bytes) { Deterministic = true };
        message.WriteTo(output);
        output.Flush();
        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }
}
