using Mesh.Contracts.Conversations;
using Mesh.Contracts.Conversations.Notes;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Log;

namespace Mesh.Conversations.Engine;

/// <summary>What the mesh notes of a conversation for itself, and what that costs. Turns never wait for it.</summary>
public sealed class NotesEngine
{
    private readonly ConversationKey _key;
    private readonly IConversationLog _log;
    private readonly TimeProvider _time;
    private readonly GuardedHead _heads;

    /// <summary>An engine for one conversation.</summary>
    public NotesEngine(ConversationKey key, IConversationLog log, TimeProvider time)
    {
        (_key, _log, _time) = (key, log, time);
        _heads = new GuardedHead(key, log);
    }

    /// <summary>The notes; empty ones when there are none.</summary>
    /// <exception cref="MeshException">unavailable: the store is out of reach or has lost its data.</exception>
    public async Task<ConversationNotes> ReadAsync(CancellationToken cancellationToken) => await _log.ReadNotesAsync(_key, cancellationToken) ?? ConversationNotes.Empty;

    /// <summary>Keeps an entry and accounts its cost, also where its summary comes too late to be kept. Gives the notes as they are then.</summary>
    /// <exception cref="MeshException">not_found; unavailable: it may or may not be kept. It is not to be sent again: its cost would count twice.</exception>
    public Task<ConversationNotes> KeepAsync(NotesEntry entry, CancellationToken cancellationToken) => _heads.StepAsync<ConversationNotes>(
        async () =>
        {
            var head = await _heads.ReadAsync(null, cancellationToken);
            var notes = After(await ReadAsync(cancellationToken), entry);
            var next = head with { Sequence = head.Sequence + 1, CostUsd = head.CostUsd + entry.CostUsd };
            var happened = new ConversationEvent
            {
                Sequence = next.Sequence,
                Kind = ConversationEventKind.Noted,
                At = _time.GetUtcNow(),
                Usage = entry.Usage,
                CostUsd = entry.CostUsd,
                Model = entry.Model,
            };
            return (notes, new LogWrite { Seen = head, Head = next, Notes = notes, Events = [happened] });
        },
        cancellationToken);

    private static ConversationNotes After(ConversationNotes notes, NotesEntry entry)
    {
        var isNext = entry.Summary is { } summary && summary.Revision == notes.Summary.Revision + 1;
        var fresh = entry.Images.Select(i => i.Hash).ToHashSet(StringComparer.Ordinal);
        return notes with
        {
            Summary = isNext ? entry.Summary! : notes.Summary,
            Images = fresh.Count == 0 ? notes.Images : [.. notes.Images.Where(i => !fresh.Contains(i.Hash)).Concat(entry.Images).TakeLast(ConversationNotes.MostImages)],
            Failures = isNext ? 0 : entry.FailedAt > 0 ? notes.Failures + 1 : notes.Failures,
            FailedAt = isNext ? 0 : entry.FailedAt > 0 ? entry.FailedAt : notes.FailedAt,
        };
    }
}
