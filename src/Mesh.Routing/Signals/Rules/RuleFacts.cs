using Mesh.Contracts.Catalog;
using Mesh.Contracts.Routing;
using Mesh.Routing.Signals.Data;
using Mesh.Routing.Snapshots;
using Mesh.Routing.Spending;

namespace Mesh.Routing.Signals.Rules;

/// <summary>What the conditions of one decision read: the request, its caller, and how the mesh stands now. Notes what was read.</summary>
internal sealed class RuleFacts(MeshView view, RouteQuery query, TenantSpend? spend = null)
{
    private const int AssumedConcurrency = 64;
    private RuleReads _read;
    private IReadOnlyList<string>? _data;
    private long? _tokens;
    private double? _spentToday;
    private double? _spentInMonth;

    /// <summary>The route whose rules are looked at.</summary>
    public RouteEntry? Route { get; set; }

    public string Task => Note(RuleReads.Task, query.Task ?? query.Signals?.Task.Task ?? TaskClasses.Chat);

    /// <summary>The class of task if anything read it.</summary>
    public string? ReadTask => _read.HasFlag(RuleReads.Task) ? Task : null;

    public double Complexity => Note(RuleReads.Complexity, query.Signals?.Complexity ?? 0);

    public string Language => Note(RuleReads.Language, query.Signals?.Language ?? Languages.Unknown);

    public double Tokens => Note(RuleReads.Tokens, _tokens ??= query.Signals?.Tokens ?? query.InputTokensExpected);

    public double Output => Note(RuleReads.Output, query.MaxOutputTokens ?? 0);

    public double Bytes => Note(RuleReads.Bytes, query.InputTokensAtMost);

    public double Turns => Note(RuleReads.Turns, query.Signals?.Turns ?? 0);

    public double Deadline => Note(RuleReads.Deadline, Math.Min((query.Deadline ?? TimeSpan.MaxValue).TotalSeconds, (Route?.Deadline ?? view.Document.Defaults.Deadline).TotalSeconds));

    public string Urgency => Note(RuleReads.Urgency, IsBatch ? "batch" : "interactive");

    public string Class => Note(RuleReads.Class, Of(query.Class ?? Route?.Class ?? WorkClass.Standard));

    public IReadOnlyList<string> Data => _data ??= DataGate.ClassesOf(view, query);

    public string LastModel => Note(RuleReads.LastModel, query.Affinity?.Model ?? "");

    public double SpendOfDay => Note(RuleReads.SpendOfDay, _spentToday ??= spend?.Day(Tenant) ?? 0);

    public double SpendOfMonth => Note(RuleReads.SpendOfMonth, _spentInMonth ??= spend?.Month(Tenant) ?? 0);

    public string Tenant => query.Caller?.Tenant ?? "";

    public string Project => query.Caller?.Project ?? "";

    public string Key => query.Caller?.Key ?? "";

    public IReadOnlyList<string> Tags => query.Tags;

    public ModelCapabilities Needs => query.Needs;

    private bool IsBatch => (query.Urgency ?? (query.Class == WorkClass.Sheddable ? Contracts.Routing.Urgency.Batch : Contracts.Routing.Urgency.Interactive)) == Contracts.Routing.Urgency.Batch;

    public string Text(string which) => query.Signals?.Text(which) ?? "";

    /// <summary>Whether the prompt surely has at most so many tokens: each is at least a byte, so that a short one is not counted.</summary>
    public bool HasTokensAtMost(double tokens) => query.InputTokensAtMost <= tokens && (query.InputTokensAtMost > 0 || query.Signals is null);

    /// <summary>Share of the places in use at the freest endpoint of a name; 1 where there is none.</summary>
    public double Load(string name)
    {
        var least = double.PositiveInfinity;
        foreach (var endpoint in Endpoints(name))
        {
            least = Math.Min(least, (double)(endpoint.Stats.InFlight + endpoint.Stats.PeersInFlight) / Math.Max(1, endpoint.EngineConcurrency ?? endpoint.Stats.ConcurrencyLimit ?? AssumedConcurrency));
        }

        return double.IsPositiveInfinity(least) ? 1 : least;
    }

    /// <summary>Whether any endpoint of a name lets requests in.</summary>
    public bool IsHealthy(string name)
    {
        foreach (var endpoint in Endpoints(name))
        {
            if (endpoint.Admits)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What was read, as <c>name=value</c>.</summary>
    public IReadOnlyList<string> Told()
    {
        if (_read == RuleReads.None)
        {
            return [];
        }

        var told = new List<string>();
        Tell(RuleReads.Task, static f => $"task={f.Task}");
        Tell(RuleReads.Complexity, static f => FormattableString.Invariant($"complexity={f.Complexity:0.###}"));
        Tell(RuleReads.Language, static f => $"language={f.Language}");
        Tell(RuleReads.Tokens, static f => FormattableString.Invariant($"tokens={f.Tokens}"));
        Tell(RuleReads.Output, static f => FormattableString.Invariant($"output={f.Output}"));
        Tell(RuleReads.Bytes, static f => FormattableString.Invariant($"bytes={f.Bytes}"));
        Tell(RuleReads.Turns, static f => FormattableString.Invariant($"turns={f.Turns}"));
        Tell(RuleReads.Deadline, static f => FormattableString.Invariant($"deadline={f.Deadline:0.###}s"));
        Tell(RuleReads.Urgency, static f => $"urgency={f.Urgency}");
        Tell(RuleReads.Class, static f => $"class={f.Class}");
        Tell(RuleReads.LastModel, static f => $"lastModel={f.LastModel}");
        Tell(RuleReads.SpendOfDay, static f => FormattableString.Invariant($"spend.day={f.SpendOfDay:0.####}"));
        Tell(RuleReads.SpendOfMonth, static f => FormattableString.Invariant($"spend.month={f.SpendOfMonth:0.####}"));
        return told;

        void Tell(RuleReads which, Func<RuleFacts, string> text)
        {
            if (_read.HasFlag(which))
            {
                told.Add(text(this));
            }
        }
    }

    private ReadOnlySpan<ServedEndpoint> Endpoints(string name) => view.Knows(name) && view.Target(name).Groups is [var first, ..] ? first : [];

    private static string Of(WorkClass workClass) => workClass switch
    {
        WorkClass.Critical => "critical",
        WorkClass.Sheddable => "sheddable",
        _ => "standard",
    };

    private T Note<T>(RuleReads which, T value)
    {
        _read |= which;
        return value;
    }
}
