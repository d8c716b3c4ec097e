using Mesh.Contracts.Errors;
using Mesh.Grains.Telemetry;
using Mesh.Silo.Api.Requests;

namespace Mesh.Silo.Api.OpenAI;

/// <summary>Sees to it that whatever goes wrong at the OpenAI door leaves it as OpenAI's error object, or as an error event once a stream has begun.</summary>
internal sealed class OpenAIGuard(Defects defects, MeshInstruments instruments, TimeProvider time)
{
    private static readonly TimeSpan s_lastWord = TimeSpan.FromMilliseconds(250);

    /// <summary>Serves a request.</summary>
    public async Task ServeAsync(HttpContext context, Func<HttpContext, Task> serve)
    {
        try
        {
            await serve(context);
        }
        catch (MeshException e)
        {
            if (e.DecisionId is { } decision && !context.Response.HasStarted)
            {
                context.Response.Headers["x-mesh-decision"] = decision;
            }

            await FailAsync(context, e.Error);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to answer; 499 is what access logs call it.
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            }
        }
        catch (BadHttpRequestException e)
        {
            await FailAsync(context, e.StatusCode == StatusCodes.Status413PayloadTooLarge ? RequestBody.TooLong() : RequestBody.Unreadable());
        }
        catch (Exception e)
        {
            await FailAsync(context, defects.Report(e, context));
        }
    }

    /// <summary>Writes an error as far as the answer has got.</summary>
    public async Task FailAsync(HttpContext context, MeshError error)
    {
        instruments.Left("openai", error.Code);
        if (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        if (context.Response.HasStarted)
        {
            await LastWordAsync(context, error);
        }
        else
        {
            await OpenAIErrorObject.WriteAsync(context, error);
        }
    }

    // A caller that has stopped reading must not keep its request past the deadline that this may tell of. Nobody else's word is lost to
    // that: one that the server takes at once, as it does of a caller that reads, is never timed.
    private async Task LastWordAsync(HttpContext context, MeshError error)
    {
        using var leaves = new CancellationTokenSource();
        var write = context.Response.Body.WriteAsync(OpenAIErrorObject.Event(error), leaves.Token).AsTask();
        try
        {
            await write.WaitAsync(s_lastWord, time);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            context.Abort();
            await leaves.CancelAsync();
            await write.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
