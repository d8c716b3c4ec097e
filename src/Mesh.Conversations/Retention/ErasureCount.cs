using System.Text;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Conversations.Notes;

namespace Mesh.Conversations.Retention;

/// <summary>Counts what a deletion is about to remove.</summary>
internal sealed class ErasureCount
{
    private readonly DateTimeOffset _recent;
    private readonly HashSet<string> _owners = new(StringComparer.Ordinal);
    private long _turns;
    private long _drafts;
    private long _attachments;
    private long _summaries;
    private long _images;
    private long _bytes;

    /// <summary>A count for the conversation with this head.</summary>
    /// <param name="head">The head.</param>
    /// <param name="recent">Since when a silo may still hold the frames of a turn that is over.</param>
    public ErasureCount(ConversationHead head, DateTimeOffset recent)
    {
        _recent = recent;
        var settings = head.Settings;
        _bytes = Bytes(settings.Title) + Bytes(settings.Instructions) + settings.Pinned.Sum(Bytes) + settings.Metadata.Sum(m => Bytes(m.Key) + Bytes(m.Value));
        if (head.Running is { } running)
        {
            _owners.Add(running.Owner);
        }
    }

    /// <summary>Silos that may hold frames of it.</summary>
    public IReadOnlyCollection<string> Owners => _owners;

    /// <summary>Counts a turn in.</summary>
    public void Add(TurnRecord turn)
    {
        _turns++;
        _drafts += turn.State != TurnState.Committed && turn.Answer is not null ? 1 : 0;
        foreach (var message in turn.Request.Chat.Messages)
        {
            Add(message);
        }

        if (turn.Answer is { } answer)
        {
            Add(answer.Message);
        }

        _bytes += Bytes(turn.Request.Instructions ?? "") + turn.Request.Metadata.Sum(m => Bytes(m.Key) + Bytes(m.Value));
        if (turn.Owner.Length > 0 && (turn.EndedAt is not { } ended || ended >= _recent))
        {
            _owners.Add(turn.Owner);
        }
    }

    /// <summary>Counts the notes in.</summary>
    public void Add(ConversationNotes? notes)
    {
        if (notes is null)
        {
            return;
        }

        _summaries = notes.Summary.Revision > 0 ? 1 : 0;
        _images = notes.Images.Count;
        _bytes += notes.Summary.Items.Sum(i => Bytes(i.Key) + i.Statements.Sum(s => Bytes(s.Text))) + notes.Images.Sum(i => Bytes(i.Text));
    }

    /// <summary>What was counted, as the report of a deletion.</summary>
    public DeletionReport Report(ConversationHead head, DeletionCause cause, DateTimeOffset at, IReadOnlyList<NotRemoved> notRemoved) => new()
    {
        Cause = cause,
        At = at,
        Turns = _turns,
        Drafts = _drafts,
        Attachments = _attachments,
        Summaries = _summaries,
        ImageDescriptions = _images,
        Bytes = _bytes,
        Forks = head.Forks,
        ForkCount = head.ForkCount,
        NotRemoved = notRemoved,
    };

    private void Add(ChatMessage message)
    {
        _attachments += message.Parts.Count(p => p is ImagePart or FilePart or AudioPart);
        _bytes += message.Parts.Sum(Bytes) + message.ToolCalls.Sum(c => Bytes(c.Name) + Bytes(c.ArgumentsJson));
    }

    private static long Bytes(ContentPart part) => part switch
    {
        TextPart t => Bytes(t.Text),
        ReasoningPart r => Bytes(r.Text),
        RefusalPart r => Bytes(r.Text),
        ImagePart i => Bytes(i.Url),
        FilePart f => Bytes(f.Name ?? "") + Bytes(f.Data),
        AudioPart a => Bytes(a.Data),
        _ => 0,
    };

    private static long Bytes(string text) => Encoding.UTF8.GetByteCount(text);
}
