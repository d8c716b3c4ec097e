using System.Diagnostics;
using System.Runtime.CompilerServices;
using Mesh.Contracts.Chat;
using Mesh.Strategies.Endpoints;

namespace Mesh.Grains.Telemetry;

/// <summary>An attempt whose span ends with it.</summary>
internal sealed class TracedAttempt(IEndpointAttempt inner, Activity span) : IEndpointAttempt
{
    public string Endpoint => inner.Endpoint;

    public string Model => inner.Model;

    public bool Simulated => inner.Simulated;

    public bool TakesPrefix => inner.TakesPrefix;

    public string? UpstreamRequestId => inner.UpstreamRequestId;

    public IReadOnlyList<KeyValuePair<string, string>> RateLimits => inner.RateLimits;

    public AttemptAccount Account => inner.Account;

    public async IAsyncEnumerable<ContentFrame> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var frames = inner.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(frames))
        {
            yield return frames.Current;
        }

        span.SetStatus(ActivityStatusCode.Ok);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await inner.DisposeAsync();
        }
        finally
        {
            if (span.Status == ActivityStatusCode.Unset)
            {
                span.SetTag("error.type", ErrorTypes.Cancelled);
            }

            MeshTraces.Took(span, inner.Account);
            span.SetTag("meshsilo.upstream.request_id", inner.UpstreamRequestId);
            span.Dispose();
        }
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<ContentFrame> frames)
    {
        try
        {
            return await frames.MoveNextAsync();
        }
        catch (Exception e)
        {
            MeshTraces.Failed(span, e);
            throw;
        }
    }
}
