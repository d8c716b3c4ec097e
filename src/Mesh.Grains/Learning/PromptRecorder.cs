using System.Threading.Channels;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Catalog;
using Mesh.Grains.Telemetry;
using Microsoft.Extensions.Hosting;

namespace Mesh.Grains.Learning;

/// <summary>
/// Keeps the prompts of recent requests, hashed beside the requests' path, until somebody says how well they were answered. At most
/// <see cref="Most"/> and <see cref="MostBytes"/>; the oldest go first. Nothing is kept of a request with a data class, of one in which personal
/// data is found, nor of a tenant that the catalogue excepts.
/// </summary>
public sealed class PromptRecorder(CatalogView views, MeshInstruments instruments) : BackgroundService
{
    /// <summary>Prompts that are kept.</summary>
    public const int Most = 4_000;

    /// <summary>Bytes of all of them together.</summary>
    public const long MostBytes = 32 * 1024 * 1024;

    /// <summary>Prompts that may wait to be hashed; of further ones nothing is kept.</summary>
    public const int MostWaiting = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<(PendingPrompt Prompt, long Bytes)>> _places = new(StringComparer.Ordinal);
    private readonly LinkedList<(PendingPrompt Prompt, long Bytes)> _kept = new();
    private readonly Channel<PendingPrompt> _waiting = Channel.CreateBounded<PendingPrompt>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private long _bytes;

    /// <summary>How many are kept.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _places.Count;
            }
        }
    }

    /// <summary>Whether the catalogue of now lets outcomes of a tenant be recorded.</summary>
    public bool Records(string tenant) => views.Current.Document.Router is { Record: true } policy && !policy.Except.Contains(tenant, StringComparer.Ordinal);

    /// <summary>Keeps the prompt of a served request; null where nothing of it is.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="query">What was asked.</param>
    public PendingPrompt? Offer(RouteDecision decision, RouteQuery query)
    {
        if (!views.Current.Document.Router.Record || decision.Source != AnswerSource.Model || query.Signals is not { } signals || query.Needs.HasFlag(ModelCapabilities.Embeddings))
        {
            return null;
        }

        if (decision.Data.Count > 0 || !Records(query.Caller?.Tenant ?? ""))
        {
            instruments.Router.Recorded("withheld");
            return null;
        }

        return Readable(signals) is { } text && !string.IsNullOrWhiteSpace(text) ? Offer(new PendingPrompt(decision.Id, text)) : null;
    }

    private PendingPrompt? Offer(PendingPrompt pending)
    {
        Keep(pending);
        if (!_waiting.Writer.TryWrite(pending))
        {
            Take(pending.Decision);
            instruments.Router.Recorded("dropped");
            return null;
        }

        return pending;
    }

    // A body that the mesh cannot read went to its model as it came, and its answer is here: that it is not recorded is all that comes of it.
    private string? Readable(IRequestSignals signals)
    {
        try
        {
            return signals.Text("message");
        }
        catch (MeshException)
        {
            instruments.Router.Recorded("dropped");
            return null;
        }
    }

    /// <summary>Gives a prompt away, once; null where it is not kept.</summary>
    public PendingPrompt? Take(string decision)
    {
        lock (_lock)
        {
            return _places.TryGetValue(decision, out var place) ? Remove(place).Prompt : null;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var pending in _waiting.Reader.ReadAllAsync(stoppingToken))
        {
            if (pending.Seal())
            {
                Weigh(pending);
            }
            else
            {
                instruments.Router.Recorded("withheld");
                Take(pending.Decision);
            }
        }
    }

    private void Keep(PendingPrompt pending)
    {
        lock (_lock)
        {
            var bytes = pending.Bytes;
            _places[pending.Decision] = _kept.AddLast((pending, bytes));
            _bytes += bytes;
            Bound();
        }
    }

    // What it holds has changed: the hashes are more than the text was.
    private void Weigh(PendingPrompt pending)
    {
        lock (_lock)
        {
            if (_places.TryGetValue(pending.Decision, out var place))
            {
                var bytes = pending.Bytes;
                _bytes += bytes - place.Value.Bytes;
                place.Value = (pending, bytes);
                Bound();
            }
        }
    }

    private void Bound()
    {
        while (_places.Count > Most || _bytes > MostBytes)
        {
            Remove(_kept.First!);
        }
    }

    private (PendingPrompt Prompt, long Bytes) Remove(LinkedListNode<(PendingPrompt Prompt, long Bytes)> place)
    {
        _kept.Remove(place);
        _places.Remove(place.Value.Prompt.Decision);
        _bytes -= place.Value.Bytes;
        return place.Value;
    }
}
