using System.Text.Json;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Routing;
using Mesh.Grains.Catalog;
using Mesh.Grains.Router;
using Mesh.Grains.Telemetry;
using Mesh.Grains.Turns;
using Mesh.Routing.Signals.Data;
using Mesh.Routing.Snapshots;
using Mesh.Strategies.Caching;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;

namespace Mesh.Grains.Caching;

/// <summary>
/// Gives the answers of parts of plans again. Who follows another's answer has it once it is whole: it goes with the plan that asked for it, and whoever followed asks itself then.
/// </summary>
public sealed class PartCache(AnswerCache cache, EmbeddingCalls embeddings, MeshRouter router, CatalogView views, MeshInstruments instruments)
{
    /// <summary>The answer of a part.</summary>
    /// <param name="part">The part.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Contracts.Errors.MeshException">Nobody answered.</exception>
    public async Task<PlanAnswer> AnswerAsync(ReusedPart part, CancellationToken cancellationToken)
    {
        var view = views.Current;
        if (part.Task is not { Caller: not null, Prompt: null } || !view.Knows(part.Route))
        {
            return await part.Ask(cancellationToken);
        }

        // What holds private data is neither kept nor given to others, nor is it answered from what others were given.
        var task = router.Read(part.Task.Reusing(part.CacheUse));
        if (!DataGate.MayKeep(DataGate.Join(DataGate.ClassesOf(view, task.Query), task.Found?.All ?? [])))
        {
            return await part.Ask(cancellationToken);
        }

        var request = new CachedRequest(
            view,
            view.Target(part.Route).Route with { Plan = part.Entry, Cache = part.Entry.Policy, Answers = [] },
            part.Decision with { Candidates = part.Candidates(), Deadline = part.Left },
            task,
            async (_, token) => await part.Ask(token),
            (question, token) => embeddings.WithinAsync(question, part.Expires, token))
        {
            Part = Beside(view, part.Entry.Of, 0),
        };
        var answer = await cache.ReuseAsync(part.Entry.Policy, request, cancellationToken);
        if (answer.Decision.Source is AnswerSource.Exact or AnswerSource.Semantic)
        {
            instruments.Cache.Saved(part.Decision.Route, answer.Attempt.Model, answer.Account.Usage, answer.SavedUsd);
        }

        return answer;
    }

    // What else of the catalogue an answer hangs on: the routes that leaves name, with all that stands in them, templates, scorers and tool servers.
    private static IReadOnlyList<string> Beside(MeshView view, NodeEntry of, int depth) =>
        [.. Routes(view, of, depth).Distinct(StringComparer.Ordinal), .. view.Document.Prompts.Select(p => $"{p.Name}@{p.Version}"), .. view.Document.Scorers.Select(s => s.ToString()), .. view.Document.ToolServers.Select(s => JsonSerializer.Serialize(s))];

    private static IEnumerable<string> Routes(MeshView view, NodeEntry node, int depth)
    {
        if (depth > NodeEntry.MaxDepth)
        {
            yield break;
        }

        if (node is SingleEntry { Route: { } name } && view.Knows(name))
        {
            var route = view.Target(name).Route;
            yield return $"{route.Name}|{route.Prefer}|{route.MinQuality}|{route.MaxCostUsd}|{string.Join(',', route.Candidates)}|{string.Join(',', route.Fallbacks)}|{string.Join(';', route.Rules.Select(r => $"{r.When}{r.Then}"))}|{NodeShape.Of(route.Plan)}";
            if (route.Plan is { } plan)
            {
                foreach (var below in Routes(view, plan, depth + 1))
                {
                    yield return below;
                }
            }
        }

        foreach (var below in node.Nodes.SelectMany(n => Routes(view, n, depth + 1)))
        {
            yield return below;
        }
    }
}
