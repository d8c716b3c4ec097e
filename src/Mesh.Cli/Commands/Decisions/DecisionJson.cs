using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Decisions;

/// <summary>A decision as programs read it.</summary>
internal static class DecisionJson
{
    /// <summary>A decision.</summary>
    public static object Of(V1.Decision d) => new
    {
        d.Id,
        d.Route,
        d.Revision,
        prefer = d.Prefer.ToString().ToLowerInvariant(),
        d.Balance,
        weights = d.Weights is { } w ? new { w.Quality, w.Cost, w.Seconds, w.Risk } : null,
        rules = d.Rules,
        signals = d.Signals,
        data = d.Data,
        cache = Said(d.Cache),
        semantic = d.Semantic is { } look ? Semantic(look) : null,
        prediction = d.Prediction is { } said ? Prediction(said) : null,
        candidates = d.Candidates.Select(c => new
        {
            c.Endpoint,
            c.Model,
            excluded = c.Excluded.Length == 0 ? null : c.Excluded,
            c.Group,
            c.Score,
            c.Quality,
            c.CostUsd,
            c.CostEstimated,
            c.Seconds,
            c.Risk,
            c.Stay,
            c.Warmth,
            c.Load,
            c.Suspect,
            loadParts = c.LoadParts is { } p ? new { p.Queue, p.Prefill, p.Decode, p.Cache, p.Network, p.Cold, p.Wait, p.CachedShare } : null,
        }),
    };

    /// <summary>A decision, and what became of it.</summary>
    public static object Of(V1.NotedDecision note) => new
    {
        decision = Of(note.Decision),
        omittedCandidates = note.OmittedCandidates,
        task = Said(note.Task),
        model = Said(note.Model),
        endpoint = Said(note.Endpoint),
        outcome = note.Outcome is { } o ? Outcome(note, o) : null,
        feedback = note.Feedback is { } f ? new { f.Score, f.Task, at = f.At.ToDateTimeOffset() } : null,
    };

    /// <summary>What the nodes of a plan did.</summary>
    public static object Of(V1.NodeReport root) => Node(root);

    private static object Semantic(V1.SemanticLook look) => new
    {
        look.Outcome,
        similarity = look.HasSimilarity ? look.Similarity : (double?)null,
        contradiction = Said(look.Contradiction),
        look.EmbeddingModel,
        look.EmbeddingUsd,
    };

    private static object Prediction(V1.Prediction said) => new
    {
        said.Artifact,
        mode = said.Mode.ToString().ToLowerInvariant(),
        qualities = said.Qualities.Select(q => new { q.Model, q.Quality }),
        preferred = Said(said.Preferred),
        said.Explored,
        propensity = said.HasPropensity ? said.Propensity : (double?)null,
        said.Trust,
    };

    private static object Outcome(V1.NotedDecision note, V1.Outcome o) => new
    {
        error = Said(note.Error),
        cache = Said(o.Cache),
        o.Attempts,
        inputTokens = o.Usage?.InputTokens ?? 0,
        cachedInputTokens = o.Usage?.CachedInputTokens ?? 0,
        outputTokens = o.Usage?.OutputTokens ?? 0,
        o.CostUsd,
        o.CostEstimated,
        firstTokenSeconds = o.TimeToFirstToken?.ToTimeSpan().TotalSeconds,
        seconds = o.Duration?.ToTimeSpan().TotalSeconds,
        o.Simulated,
        failed = o.FailedAttempts.Select(f => new { f.Endpoint, f.Reason }),
        plan = o.Plan is { } plan ? Node(plan) : null,
    };

    private static object Node(V1.NodeReport n) => new
    {
        n.Kind,
        place = Said(n.Place),
        label = Said(n.Label),
        state = n.State.ToString().ToLowerInvariant(),
        model = Said(n.Model),
        endpoint = Said(n.Endpoint),
        decision = Said(n.DecisionId),
        inputTokens = n.Usage?.InputTokens ?? 0,
        outputTokens = n.Usage?.OutputTokens ?? 0,
        n.CostUsd,
        n.CostEstimated,
        beganSeconds = n.Began?.ToTimeSpan().TotalSeconds,
        seconds = n.Took?.ToTimeSpan().TotalSeconds,
        confidence = n.HasConfidence ? n.Confidence : (double?)null,
        note = Said(n.Note),
        error = Said(n.Error),
        n.Used,
        review = n.Review is { } review ? new { review.Id, review.Queue, review.State, seconds = review.Took?.ToTimeSpan().TotalSeconds, distance = review.HasDistance ? review.Distance : (double?)null } : null,
        nodes = n.Nodes.Select(Node),
    };

    private static string? Said(string text) => text.Length == 0 ? null : text;
}
