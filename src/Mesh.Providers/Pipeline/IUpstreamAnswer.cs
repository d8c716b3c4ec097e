using Mesh.Contracts.Chat;

namespace Mesh.Providers.Pipeline;

/// <summary>An upstream's answer under way. Disposing it before its end cancels the upstream call.</summary>
public interface IUpstreamAnswer : IAsyncDisposable
{
    /// <summary>The vendor's request id, when it gave one.</summary>
    string? RequestId { get; }

    /// <summary>The vendor's <c>x-ratelimit-*</c> headers.</summary>
    IReadOnlyList<KeyValuePair<string, string>> RateLimits { get; }

    /// <summary>The frames, once. A unary answer is one frame.</summary>
    /// <exception cref="UpstreamException">The answer broke off or cannot be read.</exception>
    IAsyncEnumerable<ContentFrame> ReadAsync(CancellationToken cancellationToken);
}
