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
    };

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
