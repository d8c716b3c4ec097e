using System.Threading.Channels;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Catalog;
using Mesh.Grains.Telemetry;
using Mesh.Strategies.Plans;
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
    private readonly Dictionary<string, string> _calls = new(StringComparer.Ordinal);
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

    /// <summary>Whether something may be kept of a request, as far as that is known before its text is read.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="query">What was asked.</param>
    public bool MayKeep(RouteDecision decision, RouteQuery query) => decision.Data.Count == 0 && query.Data.Count == 0 && Records(query.Caller?.Tenant ?? "");

    /// <summary>Keeps the prompt of a served request; null where nothing of it is.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="query">What was asked.</param>
    /// <param name="walks">The walks through cascades by which a plan answered it; null where a model was asked by itself.</param>
    public PendingPrompt? Offer(RouteDecision decision, RouteQuery query, IReadOnlyList<CascadeWalk>? walks = null)
    {
        if (!views.Current.Document.Router.Record || decision.Source != (walks is null ? AnswerSource.Model : AnswerSource.Plan) || query.Signals is not { } signals || query.Needs.HasFlag(ModelCapabilities.Embeddings))
        {
            return null;
        }

        if (!MayKeep(decision, query))
        {
            instruments.Router.Recorded("withheld");
            return null;
        }

        return Readable(signals) is { } text && !string.IsNullOrWhiteSpace(text) ? Offer(new PendingPrompt(decision.Id, text, walks)) : null;
    }

    /// <summary>Takes what is said of a decision; gives what is to be recorded of it.</summary>
    /// <param name="decision">The decision by which a request was served, or a call inside its plan.</param>
    /// <param name="tenant">Whose request it was.</param>
    /// <param name="model">The model that answered.</param>
    /// <param name="feedback">What is said.</param>
    public IReadOnlyList<RecordedOutcome> Judge(string decision, string tenant, string model, DecisionFeedback feedback)
    {
        var pending = Find(decision);
        if (pending is null or { WentThroughCascades: false })
        {
            pending = Take(decision);
        }

        // The catalogue may have changed since the prompt was kept.
        return pending is null || !Records(tenant) ? []
            : pending.WentThroughCascades ? pending.Walked(decision, model, feedback)
            : pending.With(model, feedback) is { } outcome ? [outcome] : [];
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

    private PendingPrompt? Find(string decision)
    {
        lock (_lock)
        {
            return _places.TryGetValue(_calls.GetValueOrDefault(decision, decision), out var place) ? place.Value.Prompt : null;
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
            foreach (var call in pending.Calls)
            {
                _calls[call] = pending.Decision;
            }

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
        foreach (var call in place.Value.Prompt.Calls)
        {
            _calls.Remove(call);
        }

        _bytes -= place.Value.Bytes;
        return place.Value;
    }
}
