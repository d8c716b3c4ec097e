using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Tasks;
using Mesh.Grains.Tasks;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>Checks of what is said of tasks.</summary>
internal static class TaskFields
{
    private const int LongestKey = 255;
    private const int DefaultPage = 50;
    private const int MostInPage = 256;
    private static readonly TimeSpan s_leastTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_leastRetention = TimeSpan.FromMinutes(1);

    /// <summary>The id of a task.</summary>
    /// <exception cref="MeshException">invalid_request.</exception>
    public static string Id(string id) => ConversationFields.Id(id, "id");

    /// <summary>How a task is to be done.</summary>
    /// <exception cref="MeshException">invalid_request, naming the field.</exception>
    public static TaskWish Wish(V1.SubmitTaskRequest request)
    {
        if (request.CalculateSize() > TaskBounds.MostContentBytes)
        {
            throw Fields.Invalid("chat", $"A task's content may have at most {TaskBounds.MostContentBytes / 1024 / 1024} MiB. Send fewer or smaller attachments.");
        }

        return new TaskWish
        {
            Hash = ConversationFields.Hash(request),
            IdempotencyKey = request.IdempotencyKey.Length <= LongestKey && !request.IdempotencyKey.Any(char.IsControl)
                ? request.IdempotencyKey
                : throw Fields.Invalid("idempotency_key", $"'idempotency_key' must have at most {LongestKey} characters, none of them a control character."),
            Title = ConversationFields.Title(request.Title),
            Timeout = Span(request.Timeout, "timeout", TaskBounds.Deadline, s_leastTimeout, TaskBounds.LongestDeadline),
            Retention = Span(request.Retention, "retention", TaskBounds.Retention, s_leastRetention, TaskBounds.LongestRetention),
            MaxTokens = !request.HasMaxTokens ? null : request.MaxTokens > 0 ? request.MaxTokens : throw Fields.Invalid("max_tokens", "'max_tokens' must be above 0, or left out."),
            Retries = !request.HasRetries ? TaskBounds.Retries : request.Retries is >= 0 and <= TaskBounds.MostRetries
                ? request.Retries
                : throw Fields.Invalid("retries", $"'retries' must be from 0 to {TaskBounds.MostRetries}, or left out for {TaskBounds.Retries}."),
        };
    }

    /// <summary>Which tasks a list shows.</summary>
    /// <exception cref="MeshException">invalid_request, naming the field.</exception>
    public static TaskFilter Filter(V1.ListTasksRequest request) => new(
        [.. request.States.Select((s, i) => (TaskState)((int)Fields.Known(s, $"states[{i}]") - 1)).Distinct()],
        request.Model.Length == 0 ? "" : Fields.Target(request.Model, "model"),
        request.PageToken.Length == 0 ? null : Cursor(request.PageToken),
        request.PageSize switch { 0 => DefaultPage, > 0 => Math.Min(request.PageSize, MostInPage), _ => throw Fields.Invalid("page_size", "'page_size' must not be negative.") });

    /// <summary>The token of the page behind a task.</summary>
    public static string Token(TaskSummary last) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{last.SubmittedAt.UtcTicks} {last.Id}")));

    private static TaskCursor Cursor(string token)
    {
        try
        {
            var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)).Split(' ');
            if (parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.UtcTicks)
            {
                return new TaskCursor(new DateTimeOffset(ticks, TimeSpan.Zero), parts[1]);
            }
        }
        catch (FormatException)
        {
            // It is told below.
        }

        throw Fields.Invalid("page_token", "'page_token' must come from the page before.");
    }

    private static TimeSpan Span(Duration? said, string field, TimeSpan unset, TimeSpan least, TimeSpan most) => said is null ? unset
        : said.Nanos is >= 0 and < Duration.NanosecondsPerSecond && said.Seconds >= least.TotalSeconds && said.Seconds <= most.TotalSeconds ? said.ToTimeSpan()
        : throw Fields.Invalid(field, $"'{field}' must be a time from {least.TotalSeconds:0} s to {most.TotalDays:0} days, or left out for {unset.TotalDays:0} days.");
}
