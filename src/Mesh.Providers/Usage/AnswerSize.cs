namespace Mesh.Providers.Usage;

/// <summary>How much of an answer was seen, without a look inside.</summary>
/// <param name="Frames">Events that carry a part of it.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Smallest">Bytes of the smallest of them.</param>
internal readonly record struct AnswerSize(long Frames, long Bytes, long Smallest)
{
    /// <summary>With some more events of <paramref name="bytes"/> together.</summary>
    public AnswerSize With(long bytes, int parts) => new(Frames + parts, Bytes + bytes, Frames == 0 ? bytes / parts : Math.Min(Smallest, bytes / parts));
}
