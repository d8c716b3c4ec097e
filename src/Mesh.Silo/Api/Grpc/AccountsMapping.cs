using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Accounts;
using Mesh.Conversations.Log;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>From the accounts of conversations to the proto's words for them, and what of them is asked for.</summary>
internal static class AccountsMapping
{
    private const string Form = "yyyy-MM-dd";
    private const int Default = 50;

    /// <summary>The days that are asked for.</summary>
    /// <exception cref="MeshException">invalid_request: one is no day, or they are too many or in the wrong order.</exception>
    public static (DateOnly From, DateOnly To) Days(V1.GetUsageRequest request, TimeProvider time)
    {
        var to = request.ToDay.Length == 0 ? DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime) : Day(request.ToDay, "to_day");
        var from = request.FromDay.Length == 0 ? to : Day(request.FromDay, "from_day");
        return from <= to && to.DayNumber - from.DayNumber < IConversationAccounts.MostDays
            ? (from, to)
            : throw Fields.Invalid("from_day", $"'from_day' must be at most {IConversationAccounts.MostDays - 1} days before 'to_day', and not behind it.");
    }

    /// <summary>What was taken on a day.</summary>
    public static V1.UsageDay Day(UsageLine line) => new()
    {
        Day = line.Day.ToString(Form, CultureInfo.InvariantCulture),
        Model = line.Model,
        Committed = line.Committed,
        Interrupted = line.Interrupted,
        Failed = line.Failed,
        Cancelled = line.Cancelled,
        Abandoned = line.Abandoned,
        Noted = line.Noted,
        Unmetered = line.Unmetered,
        InputTokens = line.Input,
        CachedInputTokens = line.CachedInput,
        OutputTokens = line.Output,
        ReasoningTokens = line.Reasoning,
        CostUsd = (double)((decimal)line.CostNanoUsd / UsageLine.NanoUsd),
    };

    /// <summary>Where a page of audit records begins, and how many it wants.</summary>
    /// <exception cref="MeshException">invalid_request: a negative size or a token that no page gave.</exception>
    public static (AuditCursor? Before, int Size) Page(V1.ListAuditRecordsRequest request)
    {
        if (request.PageSize < 0)
        {
            throw Fields.Invalid("page_size", "'page_size' must not be negative.");
        }

        return (request.PageToken.Length == 0 ? null : Cursor(request.PageToken), request.PageSize == 0 ? Default : Math.Min(request.PageSize, IConversationAccounts.MostRecords));
    }

    /// <summary>The token of the page behind a record.</summary>
    public static string Token(AuditRecord last) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{last.At.UtcTicks} {last.Sequence} {last.Conversation}")));

    /// <summary>That something was done.</summary>
    public static V1.AuditRecord Record(AuditRecord record) => new()
    {
        ConversationId = record.Conversation,
        Kind = record.Kind switch
        {
            ConversationEventKind.Created => V1.AuditKind.Created,
            ConversationEventKind.Updated => V1.AuditKind.Updated,
            ConversationEventKind.Held => V1.AuditKind.Held,
            ConversationEventKind.Released => V1.AuditKind.Released,
            ConversationEventKind.Deleted => V1.AuditKind.Deleted,
            _ => V1.AuditKind.Unspecified,
        },
        At = Timestamp.FromDateTimeOffset(record.At),
        KeyId = record.By,
        Deletion = record.Deletion is { } deletion ? DeletionMapping.Report(deletion) : null,
    };

    private static DateOnly Day(string text, string field) => DateOnly.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        ? day
        : throw Fields.Invalid(field, $"'{field}' must be a day, such as 2026-11-26.");

    private static AuditCursor Cursor(string token)
    {
        try
        {
            if (Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)).Split(' ', 3) is [var ticks, var sequence, { Length: > 0 } id]
                && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTime.MaxValue.Ticks
                && long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return new AuditCursor(new DateTimeOffset(at, TimeSpan.Zero), id, number);
            }
        }
        catch (FormatException)
        {
            // As any other token that no page gave.
        }

        throw Fields.Invalid("page_token", "'page_token' must come from the page before.");
    }
}
