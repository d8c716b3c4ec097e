namespace Mesh.Routing.Load;

/// <summary>One request's part of an endpoint's work.</summary>
public sealed class WorkPiece
{
    internal WorkPiece(long unread, long held, long began)
    {
        (Unread, Held, Began) = (unread, held, began);
        Place = new LinkedListNode<WorkPiece>(this);
    }

    /// <summary>Prompt tokens that were not taken to be cached.</summary>
    public long Unread { get; }

    /// <summary>Prompt and expected answer tokens.</summary>
    public long Held { get; }

    /// <summary>Unread tokens at the endpoint when it went out, its own included.</summary>
    public long Before { get; internal set; }

    internal long Began { get; }

    internal LinkedListNode<WorkPiece> Place { get; }

    internal bool IsRead { get; set; }
}
