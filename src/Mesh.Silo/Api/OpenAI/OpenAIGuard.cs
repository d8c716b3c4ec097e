using Mesh.Contracts.Errors;
using Mesh.Grains.Telemetry;
using Mesh.Silo.Api.Requests;

namespace Mesh.Silo.Api.OpenAI;

/// <summary>Sees to it that whatever goes wrong at the OpenAI door leaves it as OpenAI's error object, or as an error event once a stream has begun.</summary>
internal sealed class OpenAIGuard(Defects defects, MeshInstruments instruments, TimeProvider time)
{
    private static readonly TimeSpan s_lastWord = TimeSpan.FromMilliseconds(50);

    /// <summary>Serves a request.</summary>
    public async Task ServeAsync(HttpContext context, Func<HttpContext, Task> serve)
    {
        try
        {
            await serve(context);
        }
        catch (MeshException e)
        {
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

    // A caller that has stopped reading must not keep its request past the deadline that this may tell of.
    private async Task LastWordAsync(HttpContext context, MeshError error)
    {
        using var patience = new CancellationTokenSource(s_lastWord, time);
        try
        {
            await context.Response.Body.WriteAsync(OpenAIErrorObject.Event(error), patience.Token);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }
}
