using Mesh.Contracts.Routing;

namespace Mesh.Grains.Router;

/// <summary>A decision that is kept for a while: where it is told what becomes of it. Without a place it is told to nobody.</summary>
public readonly struct KeptDecision
{
    private readonly DecisionPlace? _place;
    private readonly long _number;

    internal KeptDecision(DecisionPlace place, long number) => (_place, _number) = (place, number);

    /// <summary>The request has ended.</summary>
    /// <param name="model">The model that answered; another one than at the beginning where one took over. Null for none.</param>
    /// <param name="endpoint">Its endpoint; null for none.</param>
    /// <param name="outcome">What became of it.</param>
    public void Ended(string? model, string? endpoint, DecisionOutcome outcome) => _place?.Ended(_number, model, endpoint, outcome);
}
