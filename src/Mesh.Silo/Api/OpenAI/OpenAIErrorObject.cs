using System.Buffers;
using System.Text.Json;
using Mesh.Contracts.Errors;

namespace Mesh.Silo.Api.OpenAI;

/// <summary>Writes an error as OpenAI's error object, with the mesh's own fields beside the four standard ones.</summary>
internal static class OpenAIErrorObject
{
    /// <summary>Writes status, headers and body.</summary>
    public static async Task WriteAsync(HttpContext context, MeshError error)
    {
        var status = MeshErrorStatus.For(error.Code);
        context.Response.StatusCode = status.HttpStatus;
        context.Response.ContentType = "application/json";
        if (!status.RetryCanHelp || error.Reason is "upstream_credentials" or "upstream_quota_spent" or "cost_ceiling")
        {
            context.Response.Headers["x-should-retry"] = "false";
        }

        if (error.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = ((long)Math.Ceiling(wait.TotalSeconds)).ToString();
            context.Response.Headers["retry-after-ms"] = ((long)wait.TotalMilliseconds).ToString();
        }

        await context.Response.Body.WriteAsync(Body(error), context.RequestAborted);
    }

    /// <summary>The error as a server-sent event, for a stream that had begun. Nothing follows it: no end marker.</summary>
    public static byte[] Event(MeshError error) => [.. "data: "u8, .. Body(error).Span, .. "\n\n"u8];

    private static ReadOnlyMemory<byte> Body(MeshError error)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteString("message", error.Message);
            json.WriteString("type", TypeOf(error));
            WriteOrNull(json, "param", error.Field);
            json.WriteString("code", error.Reason);
            json.WriteString("mesh_code", MeshErrorStatus.For(error.Code).Name);
            json.WriteString("source", error.Upstream is null ? "mesh" : "upstream");
            WriteUpstream(json, error.Upstream);
            WriteInterruption(json, error.Interruption);
            if (error.Attempts.Count > 0)
            {
                json.WriteStartArray("attempts");
                foreach (var attempt in error.Attempts)
                {
                    json.WriteStringValue(attempt);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteUpstream(Utf8JsonWriter json, UpstreamFailure? upstream)
    {
        if (upstream is null)
        {
            return;
        }

        json.WriteStartObject("upstream");
        json.WriteString("endpoint", upstream.Endpoint);
        if (upstream.Status is { } status)
        {
            json.WriteNumber("status", status);
        }

        WriteOrNull(json, "code", upstream.Code);
        WriteOrNull(json, "type", upstream.Type);
        WriteOrNull(json, "request_id", upstream.RequestId);
        json.WriteEndObject();
    }

    private static void WriteInterruption(Utf8JsonWriter json, Interruption? soFar)
    {
        if (soFar is null)
        {
            return;
        }

        json.WriteStartObject("interruption");
        json.WriteString("decision_id", soFar.DecisionId);
        json.WriteString("endpoint", soFar.Endpoint);
        json.WriteNumber("attempt", soFar.Attempt);
        json.WriteNumber("delivered_frames", soFar.DeliveredFrames);
        if (soFar.DeliveredCharacters is { } characters)
        {
            json.WriteNumber("delivered_characters", characters);
        }

        json.WriteBoolean("kept", soFar.Kept);
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", soFar.Usage.Input);
        json.WriteNumber("completion_tokens", soFar.Usage.Output);
        json.WriteString("source", soFar.Usage.Source.ToString().ToLowerInvariant());
        json.WriteEndObject();
        json.WriteNumber("cost_usd", soFar.CostUsd);
        json.WriteEndObject();
    }

    private static string TypeOf(MeshError error) => error.Code switch
    {
        MeshErrorCode.InvalidRequest => error.Upstream?.Type ?? "invalid_request_error",
        MeshErrorCode.Unauthenticated or MeshErrorCode.NotFound or MeshErrorCode.ContentRefused => "invalid_request_error",
        MeshErrorCode.PermissionDenied => "permission_error",
        MeshErrorCode.Conflict => "conflict",
        MeshErrorCode.QuotaExhausted => "rate_limit_error",
        MeshErrorCode.NoCapacity => "overloaded_error",
        MeshErrorCode.DeadlineExceeded => "timeout_error",
        MeshErrorCode.UpstreamFailed or MeshErrorCode.Interrupted => "upstream_error",
        MeshErrorCode.Unavailable => "service_unavailable",
        _ => "server_error",
    };

    private static void WriteOrNull(Utf8JsonWriter json, string name, string? value)
    {
        if (value is null)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteString(name, value);
        }
    }
}
