namespace Mesh.Strategies.Confidence.Tokens;

/// <summary>What is made of an answer's log-probabilities; each goes from 0 to 1.</summary>
public enum TokenMeasure
{
    /// <summary>The geometric mean of the tokens' probabilities.</summary>
    Mean,

    /// <summary>The probability of the least likely token.</summary>
    Minimum,

    /// <summary>The mean distance between a token's probability and that of its likeliest alternative; needs the alternatives.</summary>
    Margin,
}
