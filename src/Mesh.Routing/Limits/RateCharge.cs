namespace Mesh.Routing.Limits;

/// <summary>What a request was charged when it was let in.</summary>
/// <param name="Input">Tokens of its prompt.</param>
/// <param name="Answer">Tokens that its answer may take.</param>
public readonly record struct RateCharge(long Input, long Answer)
{
    /// <summary>Both.</summary>
    public long Tokens => Input + Answer;
}
