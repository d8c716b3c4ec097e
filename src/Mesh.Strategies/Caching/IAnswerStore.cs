using Mesh.Contracts.Caching;

namespace Mesh.Strategies.Caching;

/// <summary>Where whole answers are kept. Never fails and never waits for long: what it cannot reach is not there.</summary>
public interface IAnswerStore
{
    /// <summary>A kept answer; null when there is none.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="ttl">How long one that another silo kept is held here.</param>
    /// <param name="cancellationToken">The request's end.</param>
    ValueTask<RecordedAnswer?> FindAsync(string key, TimeSpan ttl, CancellationToken cancellationToken);

    /// <summary>Keeps an answer on this silo.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="ttl">For how long.</param>
    Task KeepAsync(string key, RecordedAnswer answer, TimeSpan ttl);

    /// <summary>Puts an answer where other silos find it, if there is such a place. May take seconds.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="ttl">For how long.</param>
    Task ShareAsync(string key, RecordedAnswer answer, TimeSpan ttl);

    /// <summary>Whether the answers of a key's tenant were dropped at a moment or after it.</summary>
    /// <param name="key">A key.</param>
    /// <param name="since">The moment.</param>
    bool WasCleared(string key, DateTimeOffset since);
}
