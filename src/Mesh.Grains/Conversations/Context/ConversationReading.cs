using Mesh.Contracts.Access;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Conversations.Notes;
using Mesh.Grains.Access;

namespace Mesh.Grains.Conversations.Context;

/// <summary>One turn's reading of what came before it: pages of its branch and the notes, each read once and only when wanted. Not thread-safe.</summary>
internal sealed class ConversationReading(TenantGrains grains, TenantKey key, long leaf)
{
    /// <summary>Turns in one read.</summary>
    public const int Page = 32;

    private readonly List<TurnRecord> _read = [];
    private ConversationNotes? _notes;

    /// <summary>The conversation.</summary>
    public TenantKey Key => key;

    /// <summary>Turns that were read so far.</summary>
    public int Read => _read.Count;

    /// <summary>The notes.</summary>
    public async ValueTask<ConversationNotes> NotesAsync() => _notes ??= await grains.CallAsync<IConversationGrain, ConversationNotes>(key, key.Rest, g => g.ReadNotesAsync());

    /// <summary>Notes something; a store that is out of reach loses it.</summary>
    public async Task<ConversationNotes> KeepAsync(NotesEntry entry) => _notes = await grains.CallAsync<IConversationGrain, ConversationNotes>(key, key.Rest, g => g.KeepNotesAsync(entry));

    /// <summary>The turns of the branch, the last one first.</summary>
    public async IAsyncEnumerable<TurnRecord> TurnsAsync()
    {
        for (var at = 0; ; at++)
        {
            var next = _read.Count == 0 ? leaf : _read[^1].Parent;
            if (at == _read.Count && next > 0)
            {
                _read.AddRange(await grains.CallAsync<IConversationGrain, IReadOnlyList<TurnRecord>>(key, key.Rest, g => g.ReadBranchAsync(next, Page)));
            }

            if (at >= _read.Count)
            {
                yield break;
            }

            yield return _read[at];
        }
    }
}
