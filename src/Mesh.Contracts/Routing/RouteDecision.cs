using Mesh.Contracts.Catalog;

namespace Mesh.Contracts.Routing;

/// <summary>What was chosen, what else was possible, and why.</summary>
[GenerateSerializer, Immutable, Alias("mesh.RouteDecision")]
public sealed record RouteDecision
{
    /// <summary>Unique id.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>The name that was asked for.</summary>
    [Id(1)] public required string Route { get; init; }

    /// <summary>Catalogue revision that was looked at.</summary>
    [Id(2)] public required long Revision { get; init; }

    /// <summary>How the model was picked.</summary>
    [Id(3)] public required Prefer Prefer { get; init; }

    /// <summary>How its endpoint was chosen.</summary>
    [Id(4)] public required Balance Balance { get; init; }

    /// <summary>Every candidate: first those that may serve, in the order in which they are asked, then those left out.</summary>
    [Id(5)] public required IReadOnlyList<Candidate> Candidates { get; init; }

    /// <summary>How many of <see cref="Candidates"/> may serve.</summary>
    [Id(6)] public required int Eligible { get; init; }

    /// <summary>Longest time for the answer.</summary>
    [Id(7)] public required TimeSpan Deadline { get; init; }

    /// <summary>The route's class.</summary>
    [Id(9)] public WorkClass Class { get; init; } = WorkClass.Standard;

    /// <summary>What becomes of an answer that breaks off after its first content.</summary>
    /// <value>Stop.</value>
    [Id(8)] public OnInterruption OnInterruption { get; init; }

    /// <summary>Shortest time until a candidate that is full, out or cools down may be asked again, 1 s where that is not known; null where there is none such.</summary>
    [Id(10)] public TimeSpan? FullFor { get; init; }

    /// <summary>The rules that fired, in order, such as <c>auto/rules[0]: task == "code"</c>; each but the last led to another route.</summary>
    [Id(11)] public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>What was read of the request to decide, each as <c>name=value</c>; no content.</summary>
    [Id(12)] public IReadOnlyList<string> Signals { get; init; } = [];

    /// <summary>Data classes of the request as far as they were looked for.</summary>
    [Id(13)] public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>The class of task, where something read it; null where nothing did.</summary>
    [Id(14)] public string? Task { get; init; }

    /// <summary>The route, model or endpoint to which the rules led; what was asked for where none did.</summary>
    [Id(15)] public string AnsweredBy { get => field ?? Route; init; }

    /// <summary>Who answered, where it was no model that was asked.</summary>
    /// <value>A model.</value>
    [Id(20)] public AnswerSource Source { get; init; }

    /// <summary>What the semantic cache found; null where it was not asked.</summary>
    [Id(21)] public SemanticNote? Semantic { get; init; }

    /// <summary>What quality, cost, seconds and risk weighed.</summary>
    [Id(40)] public UtilityWeights? Weights { get; init; }

    /// <summary>What the learned router said; null where it was not asked.</summary>
    [Id(41)] public RouterPrediction? Prediction { get; init; }

    /// <summary>The names of <see cref="Rules"/>, without their conditions.</summary>
    public IEnumerable<string> RuleNames => Rules.Select(r => r.Split(": ", 2)[0]);

    /// <summary>Whether a second endpoint of the model may be asked beside one that is late with its first content.</summary>
    [Id(30)] public bool Hedge { get; init; }

    /// <summary>Endpoints that rules have left out, candidates or not, which hold for every call on the request's behalf.</summary>
    [Id(50)] public IReadOnlyList<string> RuledOut { get; init; } = [];
}
