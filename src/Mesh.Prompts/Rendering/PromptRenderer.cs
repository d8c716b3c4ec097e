using System.Text;
using Mesh.Prompts.Templates;

namespace Mesh.Prompts.Rendering;

/// <summary>
/// Renders templates. What users and models said stands between two lines with a token that is drawn anew for each rendering, so that no
/// text can close its fence; the system message says that what stands between such lines is data and no instruction.
/// </summary>
/// <param name="limits">How long what is filled in may be.</param>
/// <param name="random">Where tokens come from.</param>
/// <exception cref="ArgumentOutOfRangeException">The limits leave no room.</exception>
public sealed class PromptRenderer(PromptLimits limits, RandomFill random)
{
    private readonly PromptLimits _limits = limits.PieceCharacters >= PromptLimits.Least && limits.Characters >= PromptLimits.Least && limits.Items > 0
        ? limits
        : throw new ArgumentOutOfRangeException(nameof(limits), $"At least {PromptLimits.Least} characters and one item are needed.");

    /// <summary>Renders a template.</summary>
    /// <param name="template">The template.</param>
    /// <param name="fill">What its placeholders stand for.</param>
    /// <exception cref="ArgumentException">Something that the template must have is not filled in, or a value is too long.</exception>
    public RenderedPrompt Render(PromptTemplate template, PromptFill fill)
    {
        var filling = new PromptFilling(template, fill, _limits);
        var (system, user) = (filling.Pieces(template.Body.System), filling.Pieces(template.Body.User));
        var level = Level([.. system.Concat(user).Where(p => p.Label is not null).Select(p => p.Text.Length)]);
        var fence = DataFence.Draw(random);
        var leftOut = 0L;
        var said = (System: Message(system, fence, level, ref leftOut), User: Message(user, fence, level, ref leftOut));
        if (system.Concat(user).Any(p => p.Label is not null))
        {
            said.System = $"{said.System}\n\n{fence.Meaning}".Trim();
        }

        return new RenderedPrompt(said.System, said.User, template.Id, leftOut);
    }

    private static string Message(List<PromptPiece> pieces, DataFence fence, int level, ref long leftOut)
    {
        var message = new StringBuilder();
        foreach (var piece in pieces)
        {
            if (piece.Label is null)
            {
                message.Append(fence.Without(piece.Text));
                continue;
            }

            var text = fence.Piece(piece.Text, level);
            leftOut += piece.Text.Length > level ? piece.Text.Length - text.Length : 0;
            fence.Append(message, piece.Label, text);
        }

        return message.ToString().Trim();
    }

    // The length to which pieces are cut: the largest at which all together have room.
    private int Level(int[] lengths)
    {
        Array.Sort(lengths);
        var left = (long)_limits.Characters;
        for (var at = 0; at < lengths.Length; at++)
        {
            var length = Math.Min(lengths[at], _limits.PieceCharacters);
            var share = left / (lengths.Length - at);
            if (length > share)
            {
                return (int)share;
            }

            left -= length;
        }

        return _limits.PieceCharacters;
    }
}
