using System.Diagnostics;
using Mesh.Silo.Hosting;
using Microsoft.AspNetCore.Http.Features;

namespace Mesh.Silo.Observability;

/// <summary>
/// Names the span that ASP.NET Core opens for each request, whose parent is the caller's <c>traceparent</c>. Requests at the
/// admin door are left out: a scraper and a probe are no callers of models.
/// </summary>
internal sealed class RequestSpans(RequestDelegate next)
{
    private static readonly (string Tag, string Header)[] s_told =
    [
        ("meshsilo.decision.id", "x-mesh-decision"),
        ("meshsilo.route", "x-mesh-route"),
        ("rpc.grpc.status_code", "grpc-status"),
    ];

    /// <summary>Names the span and passes the request on.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var span = context.Features.Get<IHttpActivityFeature>()?.Activity;
        // ASP.NET Core opens a span for its logs too; one that nobody records needs no words.
        if (span is null or { Recorded: false })
        {
            await next(context);
            return;
        }

        var door = context.Features.Get<DoorFeature>()?.Door;
        if (door == Door.Admin)
        {
            span.IsAllDataRequested = false;
            span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            await next(context);
            return;
        }

        // Requests of silos have no id.
        if (door != Door.Relay)
        {
            span.SetTag("meshsilo.request_id", context.TraceIdentifier);
        }

        try
        {
            await next(context);
        }
        finally
        {
            Describe(span, context);
        }
    }

    // The template, not the path: a name with an id in it would be another name for each id.
    private static void Describe(Activity span, HttpContext context)
    {
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "unserved";
        span.DisplayName = context.Features.Get<DoorFeature>()?.Door == Door.Grpc ? route.TrimStart('/') : $"{context.Request.Method} {route}";
        span.SetTag("http.request.method", context.Request.Method);
        span.SetTag("http.route", route);
        span.SetTag("http.response.status_code", context.Response.StatusCode);
        foreach (var (tag, header) in s_told)
        {
            if (context.Response.Headers[header] is [{ } value])
            {
                span.SetTag(tag, value);
            }
        }

        if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            span.SetStatus(ActivityStatusCode.Error);
        }
    }
}
