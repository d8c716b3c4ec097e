using System.Collections.Concurrent;
using Mesh.Contracts.Access;
using Mesh.Contracts.Errors;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Conversations.Context;

/// <summary>
/// Has summaries made behind the turns that this silo answered: one at a time for a conversation, <see cref="MostAtOnce"/> for the silo,
/// and no more than <see cref="MostWaiting"/> that wait. What finds no place is not lost: the conversation's next turn asks for the same.
/// </summary>
/// <param name="isWanted">Whether the catalogue asks for summaries.</param>
/// <param name="summarise">Brings a conversation's summary up to a turn.</param>
/// <param name="logger">Hears of defects.</param>
internal sealed partial class SummaryQueue(Func<bool> isWanted, Func<TenantKey, long, Task> summarise, ILogger<SummaryQueue> logger) : IDisposable
{
    /// <summary>Most summaries that are made at once.</summary>
    public const int MostAtOnce = 2;

    /// <summary>Most conversations that wait or are under way.</summary>
    public const int MostWaiting = 256;

    private readonly ConcurrentDictionary<TenantKey, long> _leaves = new();
    private readonly SemaphoreSlim _places = new(MostAtOnce);

    /// <summary>Conversations that wait or are under way.</summary>
    public int Count => _leaves.Count;

    /// <summary>A turn was committed; returns at once.</summary>
    public void Offer(TenantKey key, long leaf)
    {
        if (!isWanted())
        {
            return;
        }

        // A run under way takes the later turn when it is done.
        var isNew = false;
        _leaves.AddOrUpdate(
            key,
            _ =>
            {
                isNew = true;
                return leaf;
            },
            (_, before) =>
            {
                isNew = false;
                return Math.Max(before, leaf);
            });
        if (!isNew)
        {
            return;
        }

        if (_leaves.Count > MostWaiting)
        {
            _leaves.TryRemove(key, out _);
            return;
        }

        Task.Run(() => RunAsync(key)).Ignore();
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private async Task RunAsync(TenantKey key)
    {
        await _places.WaitAsync();
        try
        {
            while (_leaves.TryGetValue(key, out var leaf))
            {
                await OneAsync(key, leaf);
                if (_leaves.TryRemove(new KeyValuePair<TenantKey, long>(key, leaf)))
                {
                    break;
                }
            }
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task OneAsync(TenantKey key, long leaf)
    {
        try
        {
            await summarise(key, leaf);
        }
        catch (Exception e) when (e is MeshException or OrleansException or TimeoutException or OperationCanceledException)
        {
            // The conversation cannot be asked, or has gone: its next turn asks again.
        }
        catch (Exception e)
        {
            LogDefect(e.GetType().FullName, e.StackTrace);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "A summary met a defect: {Type}\n{Place}")]
    private partial void LogDefect(string? type, string? place);
}
