namespace Mesh.Strategies.Caching.Semantic.Guard;

/// <summary>A piece of a question.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">A word in small letters; a number in one form; a literal as it stands.</param>
/// <param name="IsName">Whether it is written as a name: capitals where none are due.</param>
internal readonly record struct QuestionToken(QuestionTokenKind Kind, string Text, bool IsName);
