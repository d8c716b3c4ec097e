namespace Mesh.Strategies.Caching;

/// <summary>How large an answer may be to be kept or shared.</summary>
public static class AnswerBounds
{
    /// <summary>Most bytes of an answer that is kept, and of one that is held for those who join later.</summary>
    public const int MostBytes = 1024 * 1024;
}
