using Mesh.Strategies.Confidence.Checks;
using Mesh.Strategies.Confidence.Tokens;

namespace Mesh.Strategies.Nodes.Cascade;

/// <summary>Looks for cheap signs, while an answer comes, that it will not be accepted: words of doubt and refusal, and unlikely tokens.</summary>
internal sealed class DoubtWatch
{
    // The work stays in proportion to the text: so many new characters before it is looked at again, and so many looked at.
    private const int Step = 32;
    private const int Window = 512;

    private const int LeastTokens = 8;
    private const double LeastProbability = 0.5;

    private int _seen;

    /// <summary>Whether what was said so far shows doubt.</summary>
    public bool Doubts(TierText said)
    {
        if (said.Tokens is { Tokens: >= LeastTokens } tokens && tokens.Of(TokenMeasure.Mean) < LeastProbability)
        {
            return true;
        }

        if (said.Whole.Characters - _seen < Step)
        {
            return false;
        }

        _seen = said.Whole.Characters;
        var end = said.Whole.TextEnd(Window);

        // A refusal stands at the beginning.
        return said.Whole.Refusal.Length > 0 || Wording.Hedges(end) > 0 || (said.Whole.TextLength <= Window && Wording.Refuses(end)) || Wording.KnowsNot(end);
    }
}
