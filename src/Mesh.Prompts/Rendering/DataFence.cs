using System.Text;
using Mesh.Prompts.Templates;

namespace Mesh.Prompts.Rendering;

/// <summary>
/// Puts what others said between two lines with a token that nobody can guess, so that no text can close its fence, and tells what the lines mean.
/// </summary>
public sealed class DataFence
{
    private const int TokenBytes = 12;

    private readonly string _token;

    private DataFence(string token) => _token = token;

    /// <summary>What the lines mean, for a system message.</summary>
    public string Meaning => string.Concat(BuiltInTemplates.Fence.Body.User.Select(p => p is TextPart text ? text.Text : _token)).Trim();

    /// <summary>One with a new token.</summary>
    /// <param name="random">Where it comes from.</param>
    public static DataFence Draw(RandomFill random)
    {
        Span<byte> bytes = stackalloc byte[TokenBytes];
        random(bytes);
        return new DataFence(Convert.ToHexString(bytes));
    }

    /// <summary>A text between its lines, without what is hidden in it and without the token.</summary>
    /// <param name="label">Whose it is, in the first line.</param>
    /// <param name="text">The text.</param>
    /// <param name="most">Most characters; what is longer loses its middle.</param>
    public string Around(string label, string text, int most)
    {
        var fenced = new StringBuilder();
        Append(fenced, PlainData.Label(label), Piece(text, most));
        return fenced.ToString().TrimEnd();
    }

    /// <summary>A piece as it stands between the lines. A cut comes first, so that work does not grow with what is left out; what is broken up gets longer, so another one follows.</summary>
    internal string Piece(string text, int most) => Without(PlainData.Cut(PlainData.Of(PlainData.Cut(text, most)), most));

    /// <summary>A text without the token.</summary>
    internal string Without(string text) => text.Replace(_token, new string('*', _token.Length), StringComparison.OrdinalIgnoreCase);

    /// <summary>Writes the lines around a piece.</summary>
    internal void Append(StringBuilder message, string label, string piece) => message.Append(message.Length > 0 && message[^1] != '\n' ? "\n" : "")
        .Append("[[[data ").Append(_token).Append(" begins: ").Append(label).Append("]]]\n")
        .Append(piece).Append(piece.EndsWith('\n') ? "" : "\n")
        .Append("[[[data ").Append(_token).Append(" ends]]]\n");
}
