using System.Runtime.CompilerServices;
using Mesh.Contracts.Chat;
using Mesh.Providers.Pipeline;
using Mesh.Providers.Usage;
using Mesh.Routing.Snapshots;
using Mesh.Strategies.Endpoints;

namespace Mesh.Grains.Endpoints;

/// <summary>One attempt under way; watches the frames go by without reading them.</summary>
internal sealed class EndpointAttempt(ServedEndpoint served, IUpstreamAnswer answer, UsageMeter meter, AttemptOutcome outcome) : IEndpointAttempt
{
    private AttemptAccount? _final;

    public string Endpoint => served.Name;

    public string Model => served.Model.Name;

    public bool Simulated => served.Model.Simulated is not null;

    public string? UpstreamRequestId => answer.RequestId;

    public IReadOnlyList<KeyValuePair<string, string>> RateLimits => answer.RateLimits;

    public AttemptAccount Account => _final ?? outcome.Account(meter.SoFar);

    public async IAsyncEnumerable<ContentFrame> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var frames = answer.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(frames))
        {
            var frame = frames.Current;
            if (meter.See(frame) && outcome.FirstToken is null && frame.HasContent)
            {
                outcome.FirstContent();
            }

            yield return frame;
        }

        _final = outcome.Succeeded(meter.Whole(), inPieces: meter.ContentFrames > 1);
    }

    // The upstream took the request: its prompt is paid for, whoever went away.
    public async ValueTask DisposeAsync()
    {
        outcome.Abandoned(meter.SoFar);
        await answer.DisposeAsync();
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<ContentFrame> frames)
    {
        try
        {
            return await frames.MoveNextAsync();
        }
        catch (UpstreamException e)
        {
            throw outcome.Failed(e, meter.ContentFrames > 0 ? meter.SoFar : null);
        }
    }
}
