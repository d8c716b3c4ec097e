namespace Mesh.Strategies.Caching.Semantic.Guard;

/// <summary>A word that carries what is asked.</summary>
/// <param name="Word">It, in one form for words that say the same.</param>
/// <param name="Raw">It, as it stands in small letters.</param>
/// <param name="Place">Which piece of the question it is.</param>
/// <param name="Marker">The nearest word before it that says its part, such as <c>to</c> or <c>from</c>; null where none does.</param>
/// <param name="Between">The pieces between it and the content word before it.</param>
/// <param name="MovesFreely">Whether it may stand anywhere: a time.</param>
internal sealed record ContentWord(string Word, string Raw, int Place, string? Marker, IReadOnlyList<string> Between, bool MovesFreely);
