using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Mesh.Contracts.Caching;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Embeddings;
using Mesh.Contracts.Routing;
using Mesh.Grains.Admission;
using Mesh.Grains.Telemetry;
using Mesh.Grains.Turns;
using Mesh.Providers.OpenAI;
using Mesh.Strategies.AnswerRules;
using Mesh.Strategies.Caching;
using Mesh.Strategies.Caching.Semantic;
using Mesh.Strategies.Caching.Semantic.Guard;

namespace Mesh.Grains.Caching;

/// <summary>
/// Finds the answer to a question that asks the same in other words. Vectors say which questions are near, the guard which of them
/// contradict; everything else of the request must be equal. What cannot be looked for in time is asked of a model.
/// </summary>
/// <param name="index">The questions of this silo.</param>
/// <param name="store">Their answers.</param>
/// <param name="reuse">Whether who gave an answer may give this one.</param>
/// <param name="instruments">Metrics.</param>
/// <param name="time">The clock.</param>
internal sealed class SemanticAnswers(SemanticIndex index, IAnswerStore store, IReusePolicy reuse, MeshInstruments instruments, TimeProvider time)
{
    /// <summary>Longest question that is looked for, in characters. Longer ones hold too much in which they may differ.</summary>
    public const int MostCharacters = 600;

    private const int BytesAToken = 4;

    // Goes with the revision of the catalogue that its route is of.
    private readonly ConditionalWeakTable<SemanticCachePolicy, LateVectors> _late = [];

    /// <summary>Looks for the answer to a request; null where its question is not of the kind that can be compared.</summary>
    /// <param name="policy">The route's cache.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Its end.</param>
    public async Task<SemanticLook?> LookAsync(CachePolicy policy, CachedRequest request, CancellationToken cancellationToken)
    {
        var task = request.Task;
        if (policy.Semantic is not { } semantic || PlainQuestion.Of(task, freeText: false) is not { Length: <= MostCharacters } question || string.IsNullOrWhiteSpace(question))
        {
            return null;
        }

        var (context, traits) = CacheKey.OfContext(semantic, request.Route, request.Decision, task, task.Caller!, request.Part);
        if ((traits & ~IdentityTraits.Sampled) != IdentityTraits.None)
        {
            return null;
        }

        var place = new SemanticPlace(task.Caller!.Tenant, request.Decision.Route, context);
        var (outcome, missed) = await EmbedAsync(semantic, request, question, cancellationToken);
        var vector = outcome is null ? null : VectorOf(outcome);
        var look = vector is null
            ? new SemanticLook(new SemanticNote(outcome is null ? missed : SemanticOutcome.Failed, null, null, outcome?.Endpoint.Model.Name, outcome?.Account.CostUsd ?? 0), null, question, place, null)
            : await FindAsync(policy, request, new SemanticLook(Note(SemanticOutcome.Far, null, outcome!), null, question, Of(place, outcome!, vector), vector), cancellationToken);
        instruments.Cache.Looked(request.Decision.Route, look.Note);
        return look;
    }

    /// <summary>Keeps a question whose answer is kept.</summary>
    /// <param name="policy">The route's.</param>
    /// <param name="look">How it was looked for.</param>
    /// <param name="key">The key of the answer.</param>
    /// <param name="at">When that was whole.</param>
    public void Keep(SemanticCachePolicy policy, SemanticLook look, string key, DateTimeOffset at)
    {
        if (look.Vector is not { } vector)
        {
            return;
        }

        var entry = new SemanticEntry(vector, look.Question, key, at, at + policy.Ttl);
        index.Add(look.Place, entry, policy.Entries);
        if (store.WasCleared(key, at))
        {
            index.Remove(look.Place, [entry]);
        }
    }

    private async Task<SemanticLook> FindAsync(CachePolicy policy, CachedRequest request, SemanticLook look, CancellationToken cancellationToken)
    {
        var semantic = policy.Semantic!;
        var found = index.Find(look.Place, look.Vector!, semantic.Threshold, time.GetUtcNow() - semantic.Ttl);
        SemanticNote? refused = null;
        foreach (var (entry, similarity) in found.Near)
        {
            if (ContradictionGuard.Between(entry.Question, look.Question) is { } why)
            {
                refused ??= look.Note with { Outcome = SemanticOutcome.Contradicted, Similarity = similarity, Contradiction = why };
                continue;
            }

            if (await store.FindAsync(entry.Key, policy.Kept, cancellationToken) is { } answer && time.GetUtcNow() - answer.At < semantic.Ttl)
            {
                if (reuse.Allows(answer.Model, answer.UpstreamModel, request.Decision, request.Task))
                {
                    index.Touch(look.Place, entry);
                    return look with { Note = look.Note with { Outcome = SemanticOutcome.Hit, Similarity = similarity }, Answer = answer };
                }
            }
            else
            {
                index.Remove(look.Place, [entry]);
            }

            refused ??= look.Note with { Outcome = SemanticOutcome.Gone, Similarity = similarity };
        }

        return look with { Note = refused ?? look.Note with { Similarity = found.Nearest } };
    }

    private async Task<(EmbeddingOutcome? Outcome, SemanticOutcome Missed)> EmbedAsync(SemanticCachePolicy policy, CachedRequest request, string question, CancellationToken cancellationToken)
    {
        var vectors = _late.GetOrCreateValue(policy);
        if (vectors.Rests(time.GetUtcNow()))
        {
            return (null, SemanticOutcome.Resting);
        }

        using var late = new CancellationTokenSource(policy.Timeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            var outcome = await request.Embed(TaskOf(policy, request, question), end.Token);
            vectors.Came();
            return (outcome, default);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it is, a model can still answer.
            if (!late.IsCancellationRequested)
            {
                return (null, SemanticOutcome.Failed);
            }

            vectors.WasLate(time.GetUtcNow());
            return (null, SemanticOutcome.Late);
        }
    }

    private static EmbeddingTask TaskOf(SemanticCachePolicy policy, CachedRequest request, string question)
    {
        var asked = request.Task.Query;
        return new EmbeddingTask
        {
            Native = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["model"] = policy.Embedding, ["input"] = new[] { question }, ["encoding_format"] = "float" }),
            Query = new RouteQuery
            {
                Target = policy.Embedding,
                Needs = ModelCapabilities.Embeddings,
                InputTokensExpected = Encoding.UTF8.GetByteCount(question) / BytesAToken,
                MaxOutputTokens = 0,

                // The request's own, whatever the class of a route that makes the vector.
                Class = ClassRule.Of(asked, request.Decision),
                MayRaiseClass = true,
                Caller = asked.Caller,
                Data = asked.Data,
            },
        };
    }

    private static UnitVector? VectorOf(EmbeddingOutcome outcome)
    {
        try
        {
            return EmbeddingVectors.Read(outcome.Answer.Body) is [{ } vector] ? UnitVector.Of(vector) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    // Vectors of two models have nothing to do with each other.
    private static SemanticPlace Of(SemanticPlace place, EmbeddingOutcome outcome, UnitVector vector) =>
        place with { Context = $"{place.Context} {outcome.Endpoint.Model.Name} {outcome.Endpoint.Entry.UpstreamModel} {vector.Dimensions}" };

    private static SemanticNote Note(SemanticOutcome what, double? similarity, EmbeddingOutcome outcome) =>
        new(what, similarity, null, outcome.Endpoint.Model.Name, outcome.Account.CostUsd);
}
