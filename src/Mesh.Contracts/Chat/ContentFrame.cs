using Mesh.Contracts.Errors;

namespace Mesh.Contracts.Chat;

/// <summary>
/// A piece of an upstream's answer. It carries the upstream's bytes and reads them only when asked, so that a relay
/// in the same dialect costs no parse. A whole unary answer is one frame.
/// </summary>
public abstract class ContentFrame
{
    /// <summary>The dialect of <see cref="Raw"/>.</summary>
    public abstract Dialect Dialect { get; }

    /// <summary>The upstream's bytes: server-sent events with their closing blank lines, or a whole body. Empty for <see cref="Dialect.None"/>.</summary>
    public abstract ReadOnlyMemory<byte> Raw { get; }

    /// <summary>How many of the upstream's events it holds; pieces of an answer that came together are one frame.</summary>
    public virtual int Parts => 1;

    /// <summary>Whether it is only a sign of life.</summary>
    public virtual bool IsKeepAlive => false;

    /// <summary>Whether it ends the stream (the dialect's end marker).</summary>
    public virtual bool IsEnd => false;

    /// <summary>Whether it exists only because the mesh asked for it (usage that the caller did not ask for), so that a door in the same dialect drops it.</summary>
    public virtual bool IsMeshOnly => false;

    /// <summary>Whether it carries the token count of a stream and nothing else.</summary>
    public virtual bool IsUsageOnly => false;

    /// <summary>The token count that it carries, if any; found without reading the rest.</summary>
    public virtual TokenUsage? Usage => null;

    /// <summary>An error that the upstream wrote into its stream, if any.</summary>
    public virtual UpstreamFailure? Failure => null;

    /// <summary>Whether it carries a part of the answer itself: text, reasoning, refusal, tool call or finish.</summary>
    public abstract bool HasContent { get; }

    /// <summary>Reads what it says.</summary>
    /// <exception cref="MeshException">A part of it had passed unread and cannot be read.</exception>
    public abstract IReadOnlyList<ChatEvent> Read();

    /// <summary>The same one by one: what stands before an unreadable part is given before that part throws.</summary>
    /// <exception cref="MeshException">The part whose turn it is cannot be read.</exception>
    public virtual IEnumerable<ChatEvent> ReadEach() => Read();
}
