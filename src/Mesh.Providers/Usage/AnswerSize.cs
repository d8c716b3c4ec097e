namespace Mesh.Providers.Usage;

/// <summary>How much of an answer was seen, without a look inside.</summary>
/// <param name="Frames">Frames that carry a part of it.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Smallest">Bytes of the smallest of them.</param>
internal readonly record struct AnswerSize(long Frames, long Bytes, long Smallest)
{
    /// <summary>With one more frame.</summary>
    public AnswerSize With(long bytes) => new(Frames + 1, Bytes + bytes, Frames == 0 ? bytes : Math.Min(Smallest, bytes));
}
