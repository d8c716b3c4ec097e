namespace Mesh.Providers.Usage;

/// <summary>How much of an answer was seen, without a look inside.</summary>
/// <param name="Frames">Events that carry a part of it.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Smallest">Bytes of the smallest of them, more or less.</param>
internal readonly record struct AnswerSize(long Frames, long Bytes, long Smallest)
{
    /// <summary>With so many more events, which came together.</summary>
    public AnswerSize With(long bytes, int events) => new(Frames + events, Bytes + bytes, Frames == 0 ? bytes / events : Math.Min(Smallest, bytes / events));
}
