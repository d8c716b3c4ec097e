using Grpc.Core;
using Grpc.Core.Interceptors;
using Mesh.Contracts.Errors;
using Mesh.Grains.Telemetry;
using Mesh.Silo.Access;
using Mesh.Silo.Api.Requests;
using Mesh.Silo.Hosting;

namespace Mesh.Silo.Api.Grpc;

/// <summary>Lets calls in, and turns errors into a status with google.rpc details.</summary>
internal sealed class ErrorInterceptor(Admission admission, Defects defects, MeshInstruments instruments, TimeProvider time) : Interceptor
{
    // Kubernetes' gRPC probes cannot send a key, and learn nothing but whether this silo serves.
    private const string HealthCheck = "/grpc.health.v1.Health/Check";

    /// <inheritdoc/>
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        GuardAsync(context, () => continuation(request, context));

    /// <inheritdoc/>
    public override Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        GuardAsync(context, () => Done(continuation(request, responseStream, context)));

    /// <inheritdoc/>
    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
        GuardAsync(context, () => continuation(requestStream, context));

    /// <inheritdoc/>
    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        GuardAsync(context, () => Done(continuation(requestStream, responseStream, context)));

    private static async Task<bool> Done(Task task)
    {
        await task;
        return true;
    }

    private async Task<T> GuardAsync<T>(ServerCallContext context, Func<Task<T>> call)
    {
        var http = context.GetHttpContext();
        try
        {
            if (context.Method != HealthCheck)
            {
                admission.Admit(http);
            }

            return await call();
        }
        catch (MeshException e)
        {
            throw Fail(http, e.Error);
        }
        catch (RpcException)
        {
            throw;
        }
        catch (Exception) when (context.CancellationToken.IsCancellationRequested)
        {
            var late = context.Deadline <= time.GetUtcNow().UtcDateTime;
            throw new RpcException(new Status(late ? StatusCode.DeadlineExceeded : StatusCode.Cancelled, "the call was ended by its caller"));
        }
        catch (Exception e)
        {
            throw Fail(http, defects.Report(e, http));
        }
    }

    private RpcException Fail(HttpContext http, MeshError error)
    {
        instruments.Left(http.Features.Get<DoorFeature>()?.Door == Door.Admin ? "admin" : "grpc", error.Code);
        return ErrorStatus.Of(error).ToRpcException();
    }
}
