using System.Runtime.CompilerServices;
using Mesh.Contracts.Chat;
using Mesh.Providers.Pipeline;
using Mesh.Routing.Snapshots;
using Mesh.Strategies.Endpoints;

namespace Mesh.Grains.Endpoints;

/// <summary>One attempt under way; watches the frames go by without reading them.</summary>
internal sealed class EndpointAttempt(ServedEndpoint served, IUpstreamAnswer answer, ChatTask task, AttemptOutcome outcome) : IEndpointAttempt
{
    private TokenUsage? _usage;
    private long _contentFrames;
    private AttemptAccount? _final;

    public string Endpoint => served.Name;

    public string Model => served.Model.Name;

    public bool Simulated => served.Model.Simulated is not null;

    public string? UpstreamRequestId => answer.RequestId;

    public IReadOnlyList<KeyValuePair<string, string>> RateLimits => answer.RateLimits;

    public AttemptAccount Account => _final ?? outcome.Account(Usage);

    // A vendor that says nothing is taken at one token a frame: what engines send.
    private TokenUsage Usage => _usage ?? new TokenUsage { Input = task.Query.InputTokensExpected, Output = _contentFrames, Source = UsageSource.Estimated };

    public async IAsyncEnumerable<ContentFrame> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var frames = answer.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(frames))
        {
            var frame = frames.Current;
            _usage = frame.Usage ?? _usage;
            if (!frame.IsKeepAlive && !frame.IsEnd && !frame.IsMeshOnly)
            {
                _contentFrames++;
                if (outcome.FirstToken is null && frame.HasContent)
                {
                    outcome.FirstContent();
                }
            }

            yield return frame;
        }

        _final = outcome.Succeeded(Usage, inPieces: _contentFrames > 1);
    }

    public async ValueTask DisposeAsync()
    {
        outcome.Abandoned(_contentFrames > 0 ? Usage : null);
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
            throw outcome.Failed(e);
        }
    }
}
