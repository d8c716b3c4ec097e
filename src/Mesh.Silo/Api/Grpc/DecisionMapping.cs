using Google.Protobuf.WellKnownTypes;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Routing;
using Mesh.Silo.Api.Requests;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>From a decision to the proto's.</summary>
internal static class DecisionMapping
{
    /// <summary>A decision.</summary>
    public static V1.Decision Decision(RouteDecision decision) => new()
    {
        Id = decision.Id,
        Route = decision.Route,
        Revision = decision.Revision,
        Prefer = (V1.Preference)((int)decision.Prefer + 1),
        Balance = Wording.Of(decision.Balance),
        Rules = { decision.Rules },
        Signals = { decision.Signals },
        Data = { decision.Data },
        Cache = AnswerSources.NameOf(decision.Source) ?? "",
        Semantic = decision.Semantic is { } look ? Look(look) : null,
        Candidates = { decision.Candidates.Select(Candidate) },
        Weights = decision.Weights is { } weights ? new V1.Weights { Quality = weights.Quality, Cost = weights.Cost, Seconds = weights.Seconds, Risk = weights.Risk } : null,
        Prediction = decision.Prediction is { } prediction ? Prediction(prediction) : null,
    };

    /// <summary>A decision and what became of it.</summary>
    public static V1.NotedDecision Note(DecisionNote note) => new()
    {
        Decision = Decision(note.Decision),
        Task = note.Task ?? "",
        Model = note.Model ?? "",
        Endpoint = note.Endpoint ?? "",
        Judged = note.Feedback is not null,
        Outcome = note.Outcome is { } outcome ? OutcomeMapping.Outcome(note, outcome) : null,
        Error = note.Outcome?.Error ?? "",
        Feedback = note.Feedback is { } said ? new V1.GivenFeedback { Score = said.Score, Task = said.Task, At = Timestamp.FromDateTimeOffset(said.At) } : null,
        OmittedCandidates = note.Omitted,
    };

    /// <summary>What a learned router may do.</summary>
    public static V1.RouterMode Mode(RouterMode mode) => mode == RouterMode.Decide ? V1.RouterMode.Decide : V1.RouterMode.Shadow;

    private static V1.Prediction Prediction(RouterPrediction prediction)
    {
        var told = new V1.Prediction
        {
            Artifact = prediction.Artifact,
            Mode = Mode(prediction.Mode),
            Qualities = { prediction.Qualities.Select(q => new V1.PredictedQuality { Model = q.Model, Quality = q.Quality }) },
            Preferred = prediction.Preferred ?? "",
            Explored = prediction.Explored,
            Trust = prediction.Trust,
        };
        if (prediction.Propensity is { } propensity)
        {
            told.Propensity = propensity;
        }

        return told;
    }

    private static V1.SemanticLook Look(SemanticNote note)
    {
        var look = new V1.SemanticLook
        {
            Outcome = Wording.Of(note.Outcome),
            Contradiction = note.Contradiction is { } why ? Wording.Of(why) : "",
            EmbeddingModel = note.EmbeddingModel ?? "",
            EmbeddingUsd = (double)note.EmbeddingUsd,
        };
        if (note.Similarity is { } similarity)
        {
            look.Similarity = similarity;
        }

        return look;
    }

    private static V1.Candidate Candidate(Candidate c) => new()
    {
        Endpoint = c.Endpoint,
        Model = c.Model,
        Excluded = c.Excluded == Exclusion.None ? "" : Wording.Of(c.Excluded),
        Score = c.Score,
        Quality = c.Quality,
        CostUsd = c.CostUsd,
        Seconds = c.Seconds,
        Load = c.Load,
        CostEstimated = c.CostEstimated,
        Suspect = c.Suspect,
        Risk = c.Risk,
        Stay = c.Stay,
        Warmth = c.Warmth,
        Group = c.Group,
        LoadParts = c.Parts == default ? null : Parts(c.Parts),
    };

    private static V1.LoadParts Parts(in LoadParts parts) => new()
    {
        Queue = parts.Queue,
        Prefill = parts.Prefill,
        Decode = parts.Decode,
        Cache = parts.Cache,
        Network = parts.Network,
        Cold = parts.Cold,
        Wait = parts.Wait,
        CachedShare = parts.CachedShare,
    };
}
