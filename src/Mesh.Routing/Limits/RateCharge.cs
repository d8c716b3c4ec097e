namespace Mesh.Routing.Limits;

/// <summary>What a request was charged when it was let in.</summary>
/// <param name="Input">Tokens of its prompt.</param>
/// <param name="Answer">Tokens that its answer may take.</param>
public readonly record struct RateCharge(long Input, long Answer)
{
    /// <summary>Whether it was taken from the requests a minute: not where no such limit was known then.</summary>
    public bool TookRequest { get; init; } = true;

    /// <summary>Whether it was taken from the tokens a minute, likewise.</summary>
    public bool TookTokens { get; init; } = true;

    /// <summary>Both.</summary>
    public long Tokens => Input + Answer;
}
