using System.Diagnostics;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Reviews;
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
    private Action<NodeReport>? _told;
    private NodeReport? _restored;
    private string? _asked;
    private long? _ended;

    /// <summary>The root of a plan that begins now.</summary>
    /// <param name="entry">The plan.</param>
    /// <param name="time">The clock.</param>
    /// <param name="changed">Hears of each node that begins, ends or decides; null for nobody.</param>
    /// <param name="over">Hears of each node once, when it has ended; null for nobody.</param>
    /// <param name="earlier">How long ago its first walk began, where this is a later one.</param>
    public NodeTrace(NodeEntry entry, TimeProvider time, Action<NodeTrace>? changed = null, Action<NodeTrace>? over = null, TimeSpan earlier = default)
        : this(entry, "", "", time, time.GetTimestamp() - (long)(earlier.TotalSeconds * time.TimestampFrequency), new Lock(), changed, over, NodeSpans.Begin(entry.Kind, "", parent: null))
    {
    }

    private NodeTrace(NodeEntry entry, string place, string path, TimeProvider time, long planBegan, Lock gate, Action<NodeTrace>? changed, Action<NodeTrace>? over, Activity? span)
    {
        (_time, _planBegan, _began, _gate, _changed, _over, _span) = (time, planBegan, time.GetTimestamp(), gate, changed, over, span);
        Path = path;
        _report = new NodeReport { Kind = entry.Kind, Place = place, Label = entry.Label };
    }

    private NodeTrace(NodeReport kept, string path, NodeTrace parent)
    {
        (Path, _time, _planBegan, _began, _gate, _changed, _report) = (path, parent._time, parent._planBegan, parent._planBegan, parent._gate, parent._changed, kept);
    }

    /// <summary>The word for the node in a catalogue.</summary>
    public string Kind => _report.Kind;

    /// <summary>Its place or name under its parent; empty for the root.</summary>
    public string Place => _report.Place;

    /// <summary>Its path from the root: the places with slashes between them, and <c>#2</c> behind one that is asked again. Walks through one plan give the same nodes the same paths. Empty for the root.</summary>
    public string Path { get; }

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
        var span = NodeSpans.Begin(entry.Kind, place, _span);
        NodeTrace trace;
        lock (_gate)
        {
            trace = new NodeTrace(entry, place, PathOf(place), _time, _planBegan, _gate, _changed, _over, span);
            _nodes.Add(trace);
        }

        _changed?.Invoke(trace);
        return trace;
    }

    /// <summary>It is answered from what an earlier walk has kept, with all that was under it. It is not counted again.</summary>
    internal void Restore(NodeReport kept)
    {
        lock (_gate)
        {
            Take(kept);
        }

        NodeSpans.End(_span, kept.State, kept.Error);
        _changed?.Invoke(this);
    }

    /// <summary>A node of an earlier walk that is no part of this one stands under it: what it took belongs to the whole.</summary>
    /// <param name="kept">What it did.</param>
    /// <param name="place">Its place.</param>
    public void Add(NodeReport kept, string place)
    {
        lock (_gate)
        {
            _nodes.Add(Restored(kept with { Place = place }));
        }

        _changed?.Invoke(this);
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

    /// <summary>Says what its choice is known as where outcomes are counted.</summary>
    public void CountAs(string name) => Change(r => r with { CountsAs = name });

    /// <summary>Says that its answer was given before, to a question in other words.</summary>
    public void AnswersAnother() => Change(r => r with { IsOfAnotherQuestion = true });

    /// <summary>Says how sure its answer is, 0 to 1.</summary>
    public void Sure(double confidence) => Change(r => r with { Confidence = confidence });

    /// <summary>Says that the answer rests on it.</summary>
    public void Use() => Change(r => r with { Used = true });

    /// <summary>The node under it that was asked last.</summary>
    internal NodeTrace Last
    {
        get
        {
            lock (_gate)
            {
                return _nodes[^1];
            }
        }
    }

    /// <summary>Tells what became of it once it has ended; the last who asked hears of it.</summary>
    internal void WhenOver(Action<NodeReport> told)
    {
        lock (_gate)
        {
            if (_ended is null)
            {
                _told = told;
                return;
            }
        }

        told(Report());
    }

    /// <summary>Says what has become of its review; while a person has to answer, it waits.</summary>
    internal void Reviewed(ReviewNote review) => Change(r => r with { Review = review, State = _ended is not null ? r.State : review.State == ReviewState.Pending ? NodeState.Waiting : NodeState.Running });

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
            _report = _report with { State = state, Error = state == NodeState.Waiting ? null : error };
        }

        NodeSpans.End(_span, state, error);
        _changed?.Invoke(this);
        _over?.Invoke(this);
        _told?.Invoke(Report());
    }

    /// <summary>It had answered, and its answer is not taken after all.</summary>
    internal void Refuse(string? error) => Change(r => r with { State = NodeState.Failed, Error = error });

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
                Began = _restored?.Began ?? _time.GetElapsedTime(_planBegan, _began),
                Took = _restored?.Took ?? (_ended is { } ended ? _time.GetElapsedTime(_began, ended) : _time.GetElapsedTime(_began)),
                Nodes = [.. _nodes.Select(n => n.Report())],
            };
        }
    }

    // One that is asked again at the same place, such as after an answer that could not be used, is another node.
    private string PathOf(string place)
    {
        var before = 0;
        foreach (var node in _nodes)
        {
            before += node._report.Place == place ? 1 : 0;
        }

        var name = before == 0 ? place : $"{place}#{before + 1}";
        return Path.Length == 0 ? name : $"{Path}/{name}";
    }

    private NodeTrace Restored(NodeReport kept)
    {
        var trace = new NodeTrace(kept, PathOf(kept.Place), this);
        trace.Take(kept);
        return trace;
    }

    private void Take(NodeReport kept)
    {
        (_report, _restored, _ended) = (kept with { Place = _report.Place, Nodes = [] }, kept, _began);
        _nodes.AddRange(kept.Nodes.Select(Restored));
        if (kept.Nodes.Count == 0)
        {
            var account = new AttemptAccount(kept.Usage, kept.CostUsd, kept.CostEstimated, FirstToken: null);
            _account = kept.DecisionId is null ? null : () => account;
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
