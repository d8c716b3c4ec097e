using System.Diagnostics;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Routing.Snapshots;
using Mesh.Strategies.Endpoints;

namespace Mesh.Grains.Telemetry;

/// <summary>The spans between the door's and the upstream's: one for the decision, one for each attempt. No prompt text stands in them.</summary>
public static class MeshTraces
{
    /// <summary>Name of the source.</summary>
    public const string SourceName = "MeshSilo";

    private static readonly ActivitySource s_source = new(SourceName);

    /// <summary>A decision is being made; null when nobody records it.</summary>
    public static Activity? Decision() => s_source.StartActivity("meshsilo.decide");

    /// <summary>Puts what was decided on its span.</summary>
    public static void Decided(Activity? span, RouteDecision decision)
    {
        if (span is null)
        {
            return;
        }

        span.SetTag("meshsilo.decision.id", decision.Id);
        span.SetTag("meshsilo.route", decision.Route);
        span.SetTag("meshsilo.revision", decision.Revision);
        span.SetTag("meshsilo.candidates", decision.Candidates.Count);
        span.SetTag("meshsilo.eligible", decision.Eligible);
        if (decision.Eligible > 0)
        {
            span.SetTag("meshsilo.model", decision.Candidates[0].Model);
            span.SetTag("meshsilo.endpoint", decision.Candidates[0].Endpoint);
        }
    }

    /// <summary>An attempt begins; its span is the parent of the upstream's own. Null when nobody records it.</summary>
    internal static Activity? Attempt(string operation, ServedEndpoint? served)
    {
        var span = served is null ? null : s_source.StartActivity($"{operation} {served.Model.Name}", ActivityKind.Client);
        if (span is { IsAllDataRequested: true })
        {
            span.SetTag("gen_ai.operation.name", operation);
            span.SetTag("gen_ai.provider.name", served!.Provider.Name);
            span.SetTag("gen_ai.request.model", served.Model.Name);
            span.SetTag("meshsilo.endpoint", served.Name);
            span.SetTag("server.address", served.Provider.BaseUrl?.Host);
            span.SetTag("server.port", served.Provider.BaseUrl?.Port);
        }

        return span;
    }

    /// <summary>What an attempt took.</summary>
    internal static void Took(Activity span, AttemptAccount account)
    {
        span.SetTag("gen_ai.usage.input_tokens", account.Usage.Input);
        span.SetTag("gen_ai.usage.output_tokens", account.Usage.Output);
        span.SetTag("gen_ai.usage.cache_read.input_tokens", account.Usage.CachedInput);
        span.SetTag("gen_ai.usage.reasoning.output_tokens", account.Usage.Reasoning);
        span.SetTag("meshsilo.usage.source", SourceOf(account.Usage));
        span.SetTag("meshsilo.cost_usd", (double)account.CostUsd);
        if (account.FirstToken is { } first)
        {
            span.SetTag("gen_ai.response.time_to_first_chunk", first.TotalSeconds);
        }
    }

    /// <summary>Why a span's work failed. A message may quote a prompt, so only closed names are kept.</summary>
    public static void Failed(Activity? span, Exception e)
    {
        if (span is null)
        {
            return;
        }

        var error = (e as EndpointException)?.Error ?? (e as MeshException)?.Error;
        var type = error is not null ? MeshErrorStatus.For(error.Code).Name : e is OperationCanceledException ? ErrorTypes.Cancelled : ErrorTypes.Internal;
        span.SetTag("error.type", type);
        span.SetStatus(ActivityStatusCode.Error, type);
        if (error?.Upstream is { } upstream)
        {
            span.SetTag("meshsilo.upstream.status", upstream.Status);
            span.SetTag("meshsilo.upstream.request_id", upstream.RequestId);
        }
    }

    private static string SourceOf(TokenUsage usage) => usage.Source switch
    {
        UsageSource.Upstream => "upstream",
        UsageSource.Counted => "counted",
        _ => "estimated",
    };
}
