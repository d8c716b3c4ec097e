using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Mesh.Contracts.Errors;
using Mesh.Silo.Access;

namespace Mesh.Silo.Api.Grpc;

/// <summary>Lets calls in, and turns errors into a status with google.rpc details.</summary>
internal sealed class ErrorInterceptor(Admission admission) : Interceptor
{
    private const string Domain = "meshsilo";

    // Kubernetes' gRPC probes cannot send a key, and learn nothing but whether this silo serves.
    private const string HealthCheck = "/grpc.health.v1.Health/Check";

    /// <inheritdoc/>
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        GuardAsync(context, () => continuation(request, context));

    /// <inheritdoc/>
    public override Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        GuardAsync(context, async () =>
        {
            await continuation(request, responseStream, context);
            return true;
        });

    private async Task<T> GuardAsync<T>(ServerCallContext context, Func<Task<T>> call)
    {
        try
        {
            var http = context.GetHttpContext();
            if (context.Method != HealthCheck)
            {
                admission.Admit(http);
            }

            return await call();
        }
        catch (MeshException e)
        {
            throw Status(e.Error).ToRpcException();
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            var late = context.Deadline <= DateTime.MaxValue.AddDays(-1);
            throw new RpcException(new global::Grpc.Core.Status(late ? StatusCode.DeadlineExceeded : StatusCode.Cancelled, "the call was ended by its caller"));
        }
    }

    private static Google.Rpc.Status Status(MeshError error)
    {
        var form = MeshErrorStatus.For(error.Code);
        var info = new ErrorInfo { Domain = Domain, Reason = error.Reason.ToUpperInvariant() };
        info.Metadata["code"] = form.Name;
        if (error.Upstream is { } upstream)
        {
            info.Metadata["endpoint"] = upstream.Endpoint;
            info.Metadata["upstream_status"] = upstream.Status?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "";
            info.Metadata["upstream_code"] = upstream.Code ?? "";
            info.Metadata["upstream_request_id"] = upstream.RequestId ?? "";
        }

        if (error.Attempts.Count > 0)
        {
            info.Metadata["attempts"] = string.Join("; ", error.Attempts);
        }

        var status = new Google.Rpc.Status { Code = form.GrpcStatus, Message = error.Message };
        status.Details.Add(Any.Pack(info));
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
}
