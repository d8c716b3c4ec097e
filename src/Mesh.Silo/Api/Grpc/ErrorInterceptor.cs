using Grpc.Core;
using Grpc.Core.Interceptors;
using Mesh.Contracts.Errors;
using Mesh.Silo.Api.Requests;

namespace Mesh.Silo.Api.Grpc;

/// <summary>Turns errors into a status with google.rpc details.</summary>
internal sealed class ErrorInterceptor(Defects defects, GrpcErrors errors, TimeProvider time) : Interceptor
{
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
            return await call();
        }
        catch (MeshException e)
        {
            throw errors.Leaving(http, e.Error, e.DecisionId).ToRpcException();
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
            throw errors.Leaving(http, defects.Report(e, http)).ToRpcException();
        }
    }
}
