using System.Diagnostics;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Strategies.Endpoints;

namespace Mesh.Strategies.Plans;

/// <summary>What becomes of a node while it runs. Thread-safe.</summary>
public sealed class NodeTrace
{
    private readonly TimeProvider _time;
    private readonly long _planBegan;
    private readonly long _began;
    private readonly Lock _gate;
    private readonly Action<NodeTrace>? _changed;
    private readonly Action<NodeTrace>? _over;
    private readonly Activity? _span;
    private readonly List<NodeTrace> _nodes = [];
    private NodeReport _report;
    private Func<AttemptAccount>? _account;
    private string? _asked;
    private long? _ended;

    /// <summary>The root of a plan that begins now.</summary>
    /// <param name="entry">The plan.</param>
    /// <param name="time">The clock.</param>
    /// <param name="changed">Hears of each node that begins, ends or decides; null for nobody.</param>
    /// <param name="over">Hears of each node once, when it has ended; null for nobody.</param>
    public NodeTrace(NodeEntry entry, TimeProvider time, Action<NodeTrace>? changed = null, Action<NodeTrace>? over = null)
        : this(entry, "", time, time.GetTimestamp(), new Lock(), changed, over, NodeSpans.Begin(entry.Kind, "", parent: null))
    {
    }

    private NodeTrace(NodeEntry entry, string place, TimeProvider time, long planBegan, Lock gate, Action<NodeTrace>? changed, Action<NodeTrace>? over, Activity? span)
    {
        (_time, _planBegan, _began, _gate, _changed, _over, _span) = (time, planBegan, time.GetTimestamp(), gate, changed, over, span);
        _report = new NodeReport { Kind = entry.Kind, Place = place, Label = entry.Label };
    }

    /// <summary>The word for the node in a catalogue.</summary>
    public string Kind => _report.Kind;

    /// <summary>Whether it is the plan itself.</summary>
    public bool IsRoot => _report.Place.Length == 0;

    /// <summary>How far it has got.</summary>
    public NodeState State
    {
        get
        {
            lock (_gate)
            {
                return _report.State;
            }
        }
    }

    /// <summary>Its span; null when nobody records it.</summary>
    internal Activity? Span => _span;

    /// <summary>A node under it is asked.</summary>
    internal NodeTrace Begin(NodeEntry entry, string place)
    {
        var trace = new NodeTrace(entry, place, _time, _planBegan, _gate, _changed, _over, NodeSpans.Begin(entry.Kind, place, _span));
        lock (_gate)
        {
            _nodes.Add(trace);
        }

        _changed?.Invoke(trace);
        return trace;
    }

    /// <summary>A node under it is not asked.</summary>
    /// <param name="entry">The node.</param>
    /// <param name="place">Its place.</param>
    /// <param name="note">Why.</param>
    public void Skip(NodeEntry entry, string place, string note)
    {
        var trace = Begin(entry, place);
        trace.Note(note);
        trace.End(NodeState.Skipped);
    }

    /// <summary>Says what it decided.</summary>
    public void Note(string note) => Change(r => r with { Note = note });

    /// <summary>Says how sure its answer is, 0 to 1.</summary>
    public void Sure(double confidence) => Change(r => r with { Confidence = confidence });

    /// <summary>Says that the answer rests on it.</summary>
    public void Use() => Change(r => r with { Used = true });

    /// <summary>An endpoint is asked first.</summary>
    internal void Asks(string endpoint)
    {
        lock (_gate)
        {
            _asked = endpoint;
        }
    }

    /// <summary>The endpoints that were asked first, of it and of those under it, and gave nothing so far.</summary>
    internal IReadOnlyList<string> Silent
    {
        get
        {
            lock (_gate)
            {
                return [.. _asked is { } asked && _account is null ? new[] { asked } : [], .. _nodes.SelectMany(n => n.Silent)];
            }
        }
    }

    /// <summary>An attempt of its own answers.</summary>
    internal void Answers(string decision, IEndpointAttempt attempt, Func<AttemptAccount> account)
    {
        lock (_gate)
        {
            _account = account;
        }

        Change(r => r with { Model = attempt.Model, Endpoint = attempt.Endpoint, DecisionId = decision });
    }

    /// <summary>It has ended; the first end counts.</summary>
    internal void End(NodeState state, string? error = null)
    {
        lock (_gate)
        {
            if (_ended is not null)
            {
                return;
            }

            _ended = _time.GetTimestamp();
            _report = _report with { State = state, Error = error };
        }

        NodeSpans.End(_span, state, error);
        _changed?.Invoke(this);
        _over?.Invoke(this);
    }

    /// <summary>What it and those under it have taken so far.</summary>
    public AttemptAccount Account
    {
        get
        {
            lock (_gate)
            {
                var own = _account?.Invoke() ?? new AttemptAccount(new TokenUsage(), 0, CostEstimated: false, FirstToken: null);
                return _nodes.Aggregate(own, (sum, node) => sum.Plus(node.Account));
            }
        }
    }

    /// <summary>What those at a place right under it, and those beside which they belong, have cost so far in USD: <c>tiers[0]</c> with <c>tiers[0].verify</c>.</summary>
    internal decimal CostOf(string place)
    {
        lock (_gate)
        {
            return _nodes.Where(n => n._report.Place is var at && at.StartsWith(place, StringComparison.Ordinal) && (at.Length == place.Length || at[place.Length] == '.')).Sum(n => n.Account.CostUsd);
        }
    }

    /// <summary>How many calls of models have begun in it.</summary>
    public int Calls
    {
        get
        {
            lock (_gate)
            {
                return (_account is null ? 0 : 1) + _nodes.Sum(n => n.Calls);
            }
        }
    }

    /// <summary>It as it stands now.</summary>
    public NodeReport Report()
    {
        lock (_gate)
        {
            var account = Account;
            return _report with
            {
                Usage = account.Usage,
                CostUsd = account.CostUsd,
                CostEstimated = account.CostEstimated,
                Began = _time.GetElapsedTime(_planBegan, _began),
                Took = _ended is { } ended ? _time.GetElapsedTime(_began, ended) : _time.GetElapsedTime(_began),
                Nodes = [.. _nodes.Select(n => n.Report())],
            };
        }
    }

    private void Change(Func<NodeReport, NodeReport> change)
    {
        lock (_gate)
        {
            _report = change(_report);
        }

        _changed?.Invoke(this);
    }
}
