using Mesh.Contracts.Access;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Conversations.Notes;
using Mesh.Contracts.Routing;
using Mesh.Conversations.Context.Summaries;
using Mesh.Grains.Access;
using Mesh.Grains.Catalog;
using Mesh.Grains.Turns;

namespace Mesh.Grains.Conversations.Context;

/// <summary>
/// Brings the summary of one conversation up to its last turn: the turns since then, some at a time, are shown to the summary route's model.
/// An answer that cannot be used is asked for again at most <see cref="MostRepairs"/> times; then the summary waits for later turns, twice as
/// many after each failure.
/// </summary>
internal sealed class Summarizer(TurnRunner runner, TenantGrains grains, CatalogView views)
{
    /// <summary>Most times that an answer is asked for again.</summary>
    public const int MostRepairs = 2;

    /// <summary>Most turns that one run looks back over; earlier ones without a summary stay without one.</summary>
    public const int MostTurns = 2048;

    /// <summary>Most rounds of one run; the rest waits for the next turn.</summary>
    public const int MostRounds = 16;

    /// <summary>Most turns that pass after failures until it is tried again.</summary>
    public const long MostPause = 32;

    /// <summary>How long one question may take.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private const long CharactersAToken = 4;

    /// <summary>Whether the catalogue asks for summaries.</summary>
    public bool IsWanted => views.Current.Document.Conversations.SummaryRoute is not null;

    /// <summary>Makes a summary where enough has been said since the last one.</summary>
    /// <param name="key">The conversation.</param>
    /// <param name="leaf">The turn that was committed last.</param>
    /// <exception cref="Contracts.Errors.MeshException">unavailable, not_found: the conversation cannot be asked, or has gone.</exception>
    public async Task RunAsync(TenantKey key, long leaf)
    {
        var policy = views.Current.Document.Conversations;
        var reading = new ConversationReading(grains, key, leaf);
        var notes = await reading.NotesAsync();
        if (policy.SummaryRoute is not { } route || IsPaused(notes, leaf))
        {
            return;
        }

        var (turns, shared, isPartial) = await SinceAsync(reading, notes.Summary);
        if (turns.Sum(SummaryBatch.Length) / CharactersAToken < policy.SummarizeAfter)
        {
            return;
        }

        var data = TurnData.Of(turns);
        var summary = SummaryBranch.UpTo(notes.Summary, shared);
        for (var (round, done) = (0, 0); round < MostRounds && done < turns.Count; round++)
        {
            var batch = SummaryBatch.Of(turns.Skip(done), notes);
            var (updates, entry) = await AskAsync(reading.Key, route, SummaryRequest.Of(summary, batch), batch, data);
            var next = updates is null ? null : SummaryMerge.Apply(summary, updates, batch.Turns, batch.IsCut || (isPartial && round == 0));
            notes = await reading.KeepAsync(next is null ? entry with { FailedAt = leaf } : entry with { Summary = next });
            if (next is null || notes.Summary.Revision != next.Revision)
            {
                return;
            }

            (summary, done) = (next, done + batch.Turns.Count);
        }
    }

    private static bool IsPaused(ConversationNotes notes, long leaf) =>
        notes.Failures > 0 && leaf - notes.FailedAt < Math.Min(MostPause, 1L << Math.Min(notes.Failures - 1, 30));

    private static async Task<(List<TurnRecord> Turns, long Shared, bool IsPartial)> SinceAsync(ConversationReading reading, ConversationSummary summary)
    {
        var turns = new List<TurnRecord>();
        var (shared, isPartial) = (0L, false);
        await foreach (var turn in reading.TurnsAsync())
        {
            if (SummaryBranch.Covers(summary, turn.Number))
            {
                shared = turn.Number;
                break;
            }

            if (turns.Count == MostTurns)
            {
                isPartial = true;
                break;
            }

            turns.Add(turn);
        }

        turns.Reverse();
        return (turns, shared, isPartial);
    }

    // Whatever was tried is paid, so that its cost is in the entry.
    private async Task<(IReadOnlyList<SummaryUpdate>? Updates, NotesEntry Entry)> AskAsync(TenantKey key, string route, ChatRequest request, SummaryBatch batch, IReadOnlyList<string> data)
    {
        var all = new NotesEntry();
        for (var tries = 0; tries <= MostRepairs; tries++)
        {
            var query = PromptNeeds.Sized(new RouteQuery { Target = route, MaxOutputTokens = SummaryRequest.MostTokens, Class = WorkClass.Sheddable, Data = data, Caller = SideCall.For(key) }, request);
            var (text, entry) = await SideCall.AskAsync(runner, new ChatTask(query, request, streaming: false) { Prompt = new SummaryPrompt(request) }, Longest, CancellationToken.None);
            all = Plus(all, entry);
            if (text is null)
            {
                return (null, all);
            }

            var (updates, mistake) = SummaryReply.Read(text, batch.Turns);
            if (updates is not null)
            {
                return (updates, all);
            }

            request = SummaryRequest.Again(request, text, mistake);
        }

        return (null, all);
    }

    private static NotesEntry Plus(NotesEntry before, NotesEntry entry) => entry with
    {
        CostUsd = before.CostUsd + entry.CostUsd,
        Model = entry.Model.Length > 0 ? entry.Model : before.Model,
        Usage = before.Usage is { } was && entry.Usage is { } now
            ? now with { Input = was.Input + now.Input, CachedInput = was.CachedInput + now.CachedInput, Output = was.Output + now.Output, Reasoning = was.Reasoning + now.Reasoning }
            : entry.Usage ?? before.Usage,
    };
}
