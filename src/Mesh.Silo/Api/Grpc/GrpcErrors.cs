using System.Globalization;
using Google.Protobuf;
using Google.Rpc;
using Mesh.Contracts.Errors;
using Mesh.Grains.Telemetry;
using Mesh.Silo.Hosting;

namespace Mesh.Silo.Api.Grpc;

/// <summary>Counts the errors that leave by gRPC, and writes those that come before a call is read.</summary>
internal sealed class GrpcErrors(MeshInstruments instruments)
{
    private const string ContentType = "application/grpc";

    /// <summary>The status with which an error leaves.</summary>
    public Status Leaving(HttpContext context, MeshError error, string? decisionId = null)
    {
        instruments.Left(context.Features.Get<DoorFeature>()?.Door == Door.Admin ? "admin" : "grpc", error.Code);
        return ErrorStatus.Of(error, decisionId);
    }

    /// <summary>Answers a call with an error alone: a status in the headers and no message (gRPC's "Trailers-Only").</summary>
    public Task WriteAsync(HttpContext context, MeshError error)
    {
        var status = Leaving(context, error);
        context.Response.ContentType = context.Request.ContentType is { } asked && asked.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase) ? asked : ContentType;
        context.Response.Headers["grpc-status"] = status.Code.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["grpc-message"] = Uri.EscapeDataString(status.Message);
        context.Response.Headers["grpc-status-details-bin"] = Convert.ToBase64String(status.ToByteArray()).TrimEnd('=');
        return context.Response.CompleteAsync();
    }
}
