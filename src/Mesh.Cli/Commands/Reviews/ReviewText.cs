using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Mesh.Cli.Commands.Conversations;
using Mesh.Cli.Terminals;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Reviews;

/// <summary>Reviews as commands show them.</summary>
internal static class ReviewText
{
    /// <summary>How far one has got, in a word.</summary>
    public static string State(V1.ReviewState state) => state.ToString().ToLowerInvariant();

    /// <summary>A review in a list, for JSON.</summary>
    public static object Plain(V1.ReviewEntry entry) => new
    {
        entry.Id,
        entry.Queue,
        state = State(entry.State),
        entry.Route,
        task = Said(entry.Task),
        createdAt = entry.CreateTime?.ToDateTimeOffset(),
        expiresAt = entry.ExpireTime?.ToDateTimeOffset(),
    };

    /// <summary>All of one, for JSON.</summary>
    public static object Plain(V1.Review review) => new
    {
        review.Id,
        review.Queue,
        state = State(review.State),
        reason = Said(review.Reason),
        question = ConversationText.Said(review.Messages),
        draft = review.HasDraft ? review.Draft : null,
        draftModel = Said(review.DraftModel),
        answer = Said(review.Answer),
        rejection = Said(review.Rejection),
        model = Said(review.Model),
        review.Route,
        task = Said(review.Task),
        place = Said(review.Place),
        run = review.RunId,
        review.Data,
        askedBy = review.AskedBy,
        closedBy = Said(review.ClosedBy),
        decision = Said(review.DecisionId),
        createdAt = review.CreateTime?.ToDateTimeOffset(),
        waitsUntil = review.WaitTime?.ToDateTimeOffset(),
        expiresAt = review.ExpireTime?.ToDateTimeOffset(),
        closedAt = review.CloseTime?.ToDateTimeOffset(),
        seconds = review.Took?.ToTimeSpan().TotalSeconds,
        distance = review.HasDistance ? review.Distance : (double?)null,
    };

    /// <summary>Writes all of one.</summary>
    public static async Task WriteAsync(Terminal terminal, V1.Review review, bool json)
    {
        if (json)
        {
            await JsonText.WriteAsync(terminal, Plain(review));
            return;
        }

        foreach (var (name, value) in Fields(review).Where(f => f.Value.Length > 0))
        {
            await terminal.Out.WriteLineAsync($"{name}: {TerminalText.Line(value)}");
        }

        foreach (var (name, text) in Texts(review).Where(t => t.Text.Length > 0))
        {
            await terminal.Out.WriteLineAsync($"{name}:");
            await terminal.Out.WriteLineAsync(terminal.ForOutput(text));
        }
    }

    private static IEnumerable<(string Name, string Value)> Fields(V1.Review r) =>
    [
        ("id", r.Id),
        ("queue", r.Queue),
        ("state", State(r.State)),
        ("reason", r.Reason),
        ("rejected", r.Rejection),
        ("route", r.Route),
        ("task", r.Task),
        ("place", r.Place),
        ("run", r.RunId),
        ("data", string.Join(", ", r.Data)),
        ("asked by", r.AskedBy),
        ("created", ConversationText.Time(r.CreateTime)),
        ("waits until", Time(r.WaitTime)),
        ("expires", ConversationText.Time(r.ExpireTime)),
        ("closed", Time(r.CloseTime)),
        ("closed by", r.ClosedBy),
        ("model", r.Model),
        ("took", r.Took is { } took ? Numbers.Time(took.ToTimeSpan()) : ""),
        ("from the draft", r.HasDistance ? r.Distance.ToString("0.00", CultureInfo.InvariantCulture) : ""),
    ];

    private static IEnumerable<(string Name, string Text)> Texts(V1.Review r) =>
        [("question", ConversationText.Said(r.Messages)), (r.DraftModel.Length > 0 ? $"draft of {TerminalText.Line(r.DraftModel)}" : "draft", r.Draft), ("answer", r.Answer)];

    private static string Time(Timestamp? time) => time is null ? "" : ConversationText.Time(time);

    private static string? Said(string text) => text.Length == 0 ? null : text;
}
