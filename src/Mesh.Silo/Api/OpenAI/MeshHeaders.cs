using System.Globalization;
using Mesh.Grains.Turns;

namespace Mesh.Silo.Api.OpenAI;

/// <summary>Writes what the mesh did into response headers.</summary>
internal static class MeshHeaders
{
    /// <summary>Writes the headers of an answer; cost and usage only when they are final.</summary>
    public static void Write(HttpResponse response, Turn turn, bool final)
    {
        var answer = turn.Answer;
        var headers = response.Headers;
        headers["x-mesh-model"] = answer.Attempt.Model;
        headers["x-mesh-endpoint"] = answer.Attempt.Endpoint;
        headers["x-mesh-route"] = answer.Decision.Route;
        headers["x-mesh-decision"] = answer.Decision.Id;
        headers["x-mesh-attempts"] = answer.Attempts.ToString(CultureInfo.InvariantCulture);
        if (answer.FallbackFrom.Count > 0)
        {
            headers["x-mesh-fallback-from"] = string.Join(",", answer.FallbackFrom);
        }

        if (answer.Attempt.Simulated)
        {
            headers["x-mesh-simulated"] = "true";
        }

        if (final)
        {
            var account = turn.Account;
            headers["x-mesh-cost-usd"] = account.CostUsd.ToString("0.##########", CultureInfo.InvariantCulture);
            if (account.CostEstimated)
            {
                headers["x-mesh-cost-estimated"] = "true";
            }
        }

        foreach (var (name, value) in answer.Attempt.RateLimits)
        {
            headers[name] = value;
        }
    }
}
