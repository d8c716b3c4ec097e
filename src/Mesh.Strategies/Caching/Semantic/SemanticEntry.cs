namespace Mesh.Strategies.Caching.Semantic;

/// <summary>A question whose answer is kept.</summary>
/// <param name="vector">Its direction.</param>
/// <param name="question">What was asked.</param>
/// <param name="key">The key of its answer.</param>
/// <param name="at">When it was answered.</param>
/// <param name="until">When its answer is given no more.</param>
public sealed class SemanticEntry(UnitVector vector, string question, string key, DateTimeOffset at, DateTimeOffset until)
{
    // The objects themselves, their place in lists and in the order of use.
    private const int Overhead = 320;

    /// <summary>Its direction.</summary>
    public UnitVector Vector => vector;

    /// <summary>What was asked.</summary>
    public string Question => question;

    /// <summary>The key of its answer.</summary>
    public string Key => key;

    /// <summary>When it was answered.</summary>
    public DateTimeOffset At => at;

    /// <summary>When its answer is given no more.</summary>
    public DateTimeOffset Until => until;

    /// <summary>About how many bytes it takes, its answer not counted.</summary>
    public int Bytes { get; } = Overhead + (sizeof(float) * vector.Dimensions) + (sizeof(char) * (question.Length + key.Length));

    /// <summary>Where it stands in the order of use; null once it is out. Only the index that holds it touches this.</summary>
    internal LinkedListNode<SemanticEntry>? Used { get; set; }

    /// <summary>Where it is kept. Only the index that holds it touches this.</summary>
    internal string Context { get; set; } = "";
}
