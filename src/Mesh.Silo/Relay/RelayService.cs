using Mesh.Contracts.Cluster;
using Mesh.Grains.Draining;
using Mesh.Grains.Workers;
using Mesh.Providers.Egress;
using Microsoft.AspNetCore.Http.Features;

namespace Mesh.Silo.Relay;

/// <summary>
/// Passes a request of another silo on to an engine of this node, and its answer back as it comes. What the engine says is the
/// engine's; what the relay says for itself stands in a header of its own (<see cref="RelayWord"/>). Once an answer has begun, an
/// engine that breaks off resets the stream, and a silo that goes away ends the engine's work.
/// </summary>
internal sealed class RelayService(RelayedEngines engines, EngineGates gates, EngineHttp http, SecretReader secrets, SiloState state, TimeProvider time)
{
    // HTTP/2's INTERNAL_ERROR and CANCEL.
    private const int InternalError = 0x2;
    private const int Cancel = 0x8;

    // How long an engine may say nothing is bounded by the silo that asks; this is for one whose silo forgets it.
    private static readonly TimeSpan s_longestSilence = TimeSpan.FromHours(1);

    /// <summary>Serves one request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="engine">The engine's name on this node.</param>
    /// <param name="path">What of it is asked; from a fixed set.</param>
    /// <param name="isWork">Whether that takes one of the engine's places; a look at its models takes none.</param>
    public async Task ServeAsync(HttpContext context, string engine, string path, bool isWork)
    {
        if (engines.Find(engine) is not { } known)
        {
            Refuse(context, RelayWord.Unknown);
            return;
        }

        using var place = isWork ? gates.TryEnter(known.Name, known.Places) : null;

        // Asked once the request is counted: the drain waits for it, or it sees the drain.
        if (!state.TakesWork)
        {
            Refuse(context, RelayWord.Draining);
        }
        else if (isWork && place is null)
        {
            Refuse(context, RelayWord.Full);
        }
        else
        {
            await ForwardAsync(context, known, path);
        }
    }

    private async Task ForwardAsync(HttpContext context, RelayedEngine known, string path)
    {
        using var silence = new CancellationTokenSource(s_longestSilence, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, state.Cut, silence.Token);
        RelayedBody? passing = null;
        try
        {
            using var request = RelayedHead.Request(context.Request, new Uri(known.Root, path), known.Key is { } key ? secrets.Read(key) : null);
            using var answer = await http.Invoker.SendAsync(request, ending.Token);
            RelayedHead.Answer(answer, context.Response);
            await using var body = await answer.Content.ReadAsStreamAsync(ending.Token);
            passing = new RelayedBody(body, context.Response.BodyWriter, () => silence.CancelAfter(s_longestSilence));
            await passing.CopyAsync(ending.Token);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            Fail(context, e, passing is { HasBegun: true });
        }
    }

    // An answer that is not whole must not look whole; one that has not begun may still be refused.
    private void Fail(HttpContext context, Exception fault, bool begun)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        if (!begun && !context.Response.HasStarted)
        {
            Refuse(context, Word(fault));
        }
        else if (context.Features.Get<IHttpResetFeature>() is { } stream)
        {
            stream.Reset(fault is OperationCanceledException ? Cancel : InternalError);
        }
        else
        {
            context.Abort();
        }
    }

    // What happens before the request could leave says that the engine was not reached.
    private string Word(Exception fault) =>
        state.Cut.IsCancellationRequested ? RelayWord.Draining
        : fault is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } or OperationCanceledException { InnerException: TimeoutException } ? RelayWord.Unreachable
        : RelayWord.Broken;

    private static void Refuse(HttpContext context, string word)
    {
        context.Response.Headers.Clear();
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers[RelayWord.Header] = word;
    }
}
