using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Mesh.Contracts.Errors;

namespace Mesh.Silo.Api.Grpc;

/// <summary>An error of the closed list as a google.rpc.Status: always an ErrorInfo, a RetryInfo where waiting helps, a BadRequest where a field is wrong.</summary>
internal static class ErrorStatus
{
    private const string Domain = "meshsilo";
    private const int MostReasonLength = 63;

    /// <summary>The status of an error.</summary>
    /// <param name="error">The error.</param>
    /// <param name="decisionId">The decision by which the request went; null when none was made.</param>
    public static Status Of(MeshError error, string? decisionId = null)
    {
        var form = MeshErrorStatus.For(error.Code);
        var status = new Status { Code = form.GrpcStatus, Message = error.Message };
        status.Details.Add(Any.Pack(Info(error, form, decisionId)));
        if (error.RetryAfter is { } wait)
        {
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(wait) }));
        }

        if (error.Field is { } field)
        {
            status.Details.Add(Any.Pack(new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = field, Description = error.Message } } }));
        }

        return status;
    }

    private static ErrorInfo Info(MeshError error, MeshErrorStatus form, string? decisionId)
    {
        var info = new ErrorInfo { Domain = Domain, Reason = ReasonOf(error.Reason) };
        info.Metadata["code"] = form.Name;
        if (decisionId is not null)
        {
            info.Metadata["decision_id"] = decisionId;
        }

        if (error.Upstream is { } upstream)
        {
            info.Metadata["endpoint"] = upstream.Endpoint;
            info.Metadata["upstream_status"] = upstream.Status?.ToString(CultureInfo.InvariantCulture) ?? "";
            info.Metadata["upstream_code"] = upstream.Code ?? "";
            info.Metadata["upstream_request_id"] = upstream.RequestId ?? "";
        }

        if (error.Interruption is { } soFar)
        {
            InterruptionMapping.AddTo(info.Metadata, soFar);
        }

        if (error.Attempts.Count > 0)
        {
            info.Metadata["attempts"] = string.Join("; ", error.Attempts);
        }

        return info;
    }

    // A vendor's own code may stand here; google.aip.dev/193 allows upper-case letters, digits and underscores, at most 63.
    private static string ReasonOf(string reason) => string.Concat(
        reason.Take(MostReasonLength).Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));
}
