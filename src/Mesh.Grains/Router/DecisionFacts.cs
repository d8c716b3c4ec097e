using Mesh.Contracts.Catalog;
using Mesh.Contracts.Routing;

namespace Mesh.Grains.Router;

/// <summary>What a decision says beside its id and its candidates, as plain values.</summary>
/// <param name="decision">The decision.</param>
internal readonly struct DecisionFacts(RouteDecision decision)
{
    private readonly string _route = decision.Route;
    private readonly long _revision = decision.Revision;
    private readonly Prefer _prefer = decision.Prefer;
    private readonly Balance _balance = decision.Balance;
    private readonly TimeSpan _deadline = decision.Deadline;
    private readonly WorkClass _class = decision.Class;
    private readonly OnInterruption _onInterruption = decision.OnInterruption;
    private readonly TimeSpan? _fullFor = decision.FullFor;
    private readonly IReadOnlyList<string> _rules = decision.Rules;
    private readonly IReadOnlyList<string> _signals = decision.Signals;
    private readonly IReadOnlyList<string> _data = decision.Data;
    private readonly string? _task = decision.Task;
    private readonly string _answeredBy = decision.AnsweredBy;
    private readonly AnswerSource _source = decision.Source;
    private readonly SemanticNote? _semantic = decision.Semantic;
    private readonly UtilityWeights? _weights = decision.Weights;
    private readonly RouterPrediction? _prediction = decision.Prediction;
    private readonly bool _hedge = decision.Hedge;
    private readonly IReadOnlyList<string> _ruledOut = decision.RuledOut;

    /// <summary>The decision again.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="candidates">Its candidates.</param>
    /// <param name="eligible">How many of them may serve.</param>
    public RouteDecision Decision(string id, Candidate[] candidates, int eligible) => new()
    {
        Id = id,
        Route = _route,
        Revision = _revision,
        Prefer = _prefer,
        Balance = _balance,
        Candidates = candidates,
        Eligible = eligible,
        Deadline = _deadline,
        Class = _class,
        OnInterruption = _onInterruption,
        FullFor = _fullFor,
        Rules = _rules,
        Signals = _signals,
        Data = _data,
        Task = _task,
        AnsweredBy = _answeredBy,
        Source = _source,
        Semantic = _semantic,
        Weights = _weights,
        Prediction = _prediction,
        Hedge = _hedge,
        RuledOut = _ruledOut,
    };
}
