using System.Runtime.CompilerServices;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Providers.Pipeline;
using Mesh.Providers.Usage;
using Mesh.Routing.Snapshots;
using Mesh.Strategies.Endpoints;

namespace Mesh.Grains.Endpoints;

/// <summary>One attempt under way; watches the frames go by without reading them.</summary>
internal sealed class EndpointAttempt(ServedEndpoint served, IUpstreamAnswer answer, UsageMeter meter, AttemptOutcome outcome, Watchdog watchdog) : IEndpointAttempt
{
    private AttemptAccount? _final;

    public string Endpoint => served.Name;

    public string Model => served.Model.Name;

    public bool Simulated => served.Model.Simulated is not null;

    public bool TakesPrefix => served.Model.Capabilities.HasFlag(ModelCapabilities.Prefix);

    public string? UpstreamRequestId => answer.RequestId;

    public IReadOnlyList<KeyValuePair<string, string>> RateLimits => answer.RateLimits;

    public AttemptAccount Account => _final ?? outcome.Account(meter.SoFar);

    // The watchdog's token ends with the one under which the attempt began, which is that of its reader too.
    public async IAsyncEnumerable<ContentFrame> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var frames = answer.ReadAsync(watchdog.Token).GetAsyncEnumerator(watchdog.Token);
        while (await NextAsync(frames))
        {
            var frame = frames.Current;
            cancellationToken.ThrowIfCancellationRequested();
            var content = meter.See(frame) && outcome.FirstToken is null && frame.HasContent;
            if (!watchdog.Takes(frame.Raw.Length))
            {
                throw Failed(watchdog.Fault(served.Name, answer.RequestId));
            }

            if (content)
            {
                outcome.FirstContent();
                watchdog.Content();
            }

            yield return frame;
        }

        _final = outcome.Succeeded(meter.Whole(), inPieces: meter.ContentFrames > 1);
    }

    // The upstream took the request: its prompt is paid for, whoever went away.
    public async ValueTask DisposeAsync()
    {
        outcome.Abandoned(meter.SoFar);
        watchdog.Dispose();
        await answer.DisposeAsync();
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<ContentFrame> frames)
    {
        try
        {
            var next = frames.MoveNextAsync();
            if (next.IsCompletedSuccessfully)
            {
                return next.Result;
            }

            watchdog.Waits();
            var more = await next;
            watchdog.Heard();
            return more;
        }
        catch (Exception) when (watchdog.Fired)
        {
            throw Failed(watchdog.Fault(served.Name, answer.RequestId));
        }
        catch (UpstreamException e) when (watchdog.Caller.IsCancellationRequested)
        {
            // A transport may report the caller's going away as its own fault.
            throw new OperationCanceledException(e.Message, e, watchdog.Caller);
        }
        catch (UpstreamException e)
        {
            throw Failed(e);
        }
    }

    private EndpointException Failed(UpstreamException e) => outcome.Failed(e, meter.ContentFrames > 0 ? meter.SoFar : null);
}
