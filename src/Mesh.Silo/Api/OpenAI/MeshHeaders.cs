using System.Globalization;
using Mesh.Contracts.Routing;
using Mesh.Grains.Turns;
using Mesh.Silo.Api.Requests;
using Mesh.Strategies.Endpoints;

namespace Mesh.Silo.Api.OpenAI;

/// <summary>Writes what the mesh did into response headers.</summary>
internal static class MeshHeaders
{
    /// <summary>Writes the headers of an answer; the cost only when it is final.</summary>
    public static void Write(HttpResponse response, Turn turn, bool final)
    {
        var answer = turn.Answer;
        Decided(response.Headers, answer.Decision, answer.Attempt.Model, answer.Attempt.Endpoint, answer.FallbackFrom);
        if (AnswerSources.NameOf(answer.Decision.Source) is { } source)
        {
            response.Headers["x-mesh-cache"] = source;
        }

        if (turn.PlanKind is { } kind)
        {
            response.Headers["x-mesh-plan"] = kind;
        }

        if (answer.Review is { } review)
        {
            response.Headers["x-mesh-review"] = review.Id;
            response.Headers["x-mesh-review-status"] = "pending";
        }

        if (answer.Attempt.Simulated)
        {
            response.Headers["x-mesh-simulated"] = "true";
        }

        if (final)
        {
            Cost(response.Headers, turn.Account);
        }

        foreach (var (name, value) in answer.Attempt.RateLimits)
        {
            response.Headers[name] = value;
        }
    }

    /// <summary>Writes the headers of vectors.</summary>
    public static void Write(HttpResponse response, EmbeddingOutcome outcome)
    {
        Decided(response.Headers, outcome.Decision, outcome.Endpoint.Model.Name, outcome.Endpoint.Name, outcome.FallbackFrom);
        if (outcome.Endpoint.Model.Simulated is not null)
        {
            response.Headers["x-mesh-simulated"] = "true";
        }

        Cost(response.Headers, outcome.Account);
    }

    private static void Decided(IHeaderDictionary headers, RouteDecision decision, string model, string endpoint, IReadOnlyList<string> fallbackFrom)
    {
        headers["x-mesh-model"] = model;
        if (endpoint.Length > 0)
        {
            headers["x-mesh-endpoint"] = endpoint;
        }

        headers["x-mesh-route"] = decision.Route;
        headers["x-mesh-decision"] = decision.Id;
        headers["x-mesh-attempts"] = (fallbackFrom.Count + 1).ToString(CultureInfo.InvariantCulture);
        if (decision.Rules.Count > 0)
        {
            // The names alone: a condition may hold what no header can.
            headers["x-mesh-rule"] = string.Join(",", decision.RuleNames);
        }

        if (fallbackFrom.Count > 0)
        {
            headers["x-mesh-fallback-from"] = string.Join(",", fallbackFrom);
        }
    }

    private static void Cost(IHeaderDictionary headers, AttemptAccount account)
    {
        headers["x-mesh-cost-usd"] = account.CostUsd.ToString("0.##########", CultureInfo.InvariantCulture);
        if (account.CostEstimated)
        {
            headers["x-mesh-cost-estimated"] = "true";
        }
    }
}
