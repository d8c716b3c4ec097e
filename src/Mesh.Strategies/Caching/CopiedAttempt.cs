using Mesh.Contracts.Chat;
using Mesh.Strategies.Endpoints;

namespace Mesh.Strategies.Caching;

/// <summary>Stands for the attempt that gave an answer, to those who get it without one of their own: it costs them nothing.</summary>
internal sealed class CopiedAttempt(string endpoint, string model, bool simulated, Func<TokenUsage> usage, Func<CancellationToken, IAsyncEnumerable<ContentFrame>> read) : IEndpointAttempt
{
    public string Endpoint => endpoint;

    public string Model => model;

    public bool Simulated => simulated;

    public bool TakesPrefix => false;

    public string? UpstreamRequestId => null;

    public IReadOnlyList<KeyValuePair<string, string>> RateLimits => [];

    public AttemptAccount Account => new(usage(), 0, CostEstimated: false, FirstToken: null);

    public IAsyncEnumerable<ContentFrame> ReadAsync(CancellationToken cancellationToken) => read(cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
