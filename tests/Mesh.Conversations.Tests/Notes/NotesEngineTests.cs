using Mesh.Contracts.Conversations;
using Mesh.Contracts.Conversations.Notes;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Engine;
using Mesh.Conversations.Log;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Conversations.Tests.Notes;

public sealed class NotesEngineTests
{
    private static readonly ConversationKey s_key = new("acme", "c1");
    private readonly InMemoryConversationLog _log = new();
    private readonly NotesEngine _notes;
    private readonly ConversationEngine _conversation;

    public NotesEngineTests() => (_notes, _conversation) = (new NotesEngine(s_key, _log, new FakeTimeProvider()), new ConversationEngine(s_key, _log, new FakeTimeProvider()));

    [Fact]
    public async Task Entry_OfAConversation_IsKeptAndItsCostIsTheConversations()
    {
        await _conversation.CreateAsync(new ConversationSettings(), "h", default);

        await _notes.KeepAsync(new NotesEntry { Summary = Summary(1, "a"), CostUsd = 0.25m, Model = "cheap" }, default);

        Assert.Equal("a", (await _notes.ReadAsync(default)).Summary.Items[0].Key);
        Assert.Equal(0.25m, (await _conversation.ReadAsync(null, default)).CostUsd);
        var told = (await _log.ReadOutboxAsync(s_key, default))[^1];
        Assert.Equal((ConversationEventKind.Noted, 0.25m, "cheap", 2L), (told.Kind, told.CostUsd, told.Model, told.Sequence));
    }

    [Fact]
    public async Task Summary_MadeFromAnOlderOne_IsDroppedAndYetPaid()
    {
        await _conversation.CreateAsync(new ConversationSettings(), "h", default);
        await _notes.KeepAsync(new NotesEntry { Summary = Summary(1, "first"), CostUsd = 1 }, default);

        var notes = await _notes.KeepAsync(new NotesEntry { Summary = Summary(1, "late"), CostUsd = 2 }, default);

        Assert.Equal("first", Assert.Single(notes.Summary.Items).Key);
        Assert.Equal(3, (await _conversation.ReadAsync(null, default)).CostUsd);
    }

    [Fact]
    public async Task Failure_OfSummaries_IsCountedUntilOneIsKept()
    {
        await _conversation.CreateAsync(new ConversationSettings(), "h", default);
        await _notes.KeepAsync(new NotesEntry { FailedAt = 4 }, default);

        var failed = await _notes.KeepAsync(new NotesEntry { FailedAt = 5 }, default);
        Assert.Equal((2, 5L), (failed.Failures, failed.FailedAt));

        var kept = await _notes.KeepAsync(new NotesEntry { Summary = Summary(1, "a") }, default);
        Assert.Equal((0, 0L), (kept.Failures, kept.FailedAt));
    }

    [Fact]
    public async Task Images_BeyondTheBound_LoseTheOldest()
    {
        await _conversation.CreateAsync(new ConversationSettings(), "h", default);
        for (var i = 0; i <= ConversationNotes.MostImages; i++)
        {
            await _notes.KeepAsync(new NotesEntry { Images = [new ImageDescription($"{i}", "text", "m")] }, default);
        }

        var images = (await _notes.ReadAsync(default)).Images;

        Assert.Equal((ConversationNotes.MostImages, "1"), (images.Count, images[0].Hash));
    }

    [Fact]
    public async Task Notes_OfAConversationThatIsDeleted_AreGoneAndNoneComeAfter()
    {
        await _conversation.CreateAsync(new ConversationSettings(), "h", default);
        await _notes.KeepAsync(new NotesEntry { Summary = Summary(1, "a") }, default);

        await Deletions.AskAsync(s_key, _log, new FakeTimeProvider());

        Assert.Null(await _log.ReadNotesAsync(s_key, default));
        var refused = await Assert.ThrowsAsync<MeshException>(() => _notes.KeepAsync(new NotesEntry { Summary = Summary(2, "b") }, default));
        Assert.Equal(MeshErrorCode.NotFound, refused.Error.Code);
        Assert.Null(await _log.ReadNotesAsync(s_key, default));
    }

    private static ConversationSummary Summary(long revision, string key) => new()
    {
        Revision = revision,
        Covered = [new TurnRange(1, 1)],
        Items = [new SummaryItem { Kind = SummaryKind.Fact, Key = key, Statements = [new SummaryStatement("text", [1])] }],
    };
}
