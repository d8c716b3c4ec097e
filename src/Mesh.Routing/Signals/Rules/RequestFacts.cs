using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Routing.Quality;
using Mesh.Routing.Snapshots;
using Mesh.Routing.Spending;

namespace Mesh.Routing.Signals.Rules;

/// <summary>What the nodes of a plan read of one request, as rules of routes do, and as the mesh stands now. Not thread-safe.</summary>
public sealed class RequestFacts
{
    private const int MostParents = 8;
    private static readonly ChatRequest s_nothing = new() { Messages = [] };

    private readonly MeshView _view;
    private readonly RouteQuery _query;
    private readonly TenantSpend? _spend;
    private readonly RuleFacts _facts;
    private readonly ChatRequest _request;
    private IReadOnlyList<TaskReading>? _tasks;

    /// <summary>Of a request.</summary>
    /// <param name="view">The revision to look at.</param>
    /// <param name="route">The plan's route.</param>
    /// <param name="task">The request.</param>
    /// <param name="spend">What tenants have spent; null where nobody keeps it.</param>
    public RequestFacts(MeshView view, string route, ChatTask task, TenantSpend? spend)
        : this(view, view.Knows(route) ? view.Target(route).Route : null, task.Query.Signals is null ? task.Query with { Signals = RequestSignals.Of(task, view.Tasks) } : task.Query, task.Request, spend)
    {
    }

    private RequestFacts(MeshView view, RouteEntry? route, RouteQuery query, ChatRequest request, TenantSpend? spend) =>
        (_view, _query, _spend, _request, _facts) = (view, query, spend, request, new RuleFacts(view, query, spend) { Route = route });

    /// <summary>What the user says last, at most 64 Ki characters.</summary>
    public string Message => _facts.Text("message");

    /// <summary>Whether the caller has said which class of task it is, and the content does not say the same.</summary>
    public bool TaskIsSaid => _query.Task is { } said && _query.Signals?.Task.Task != said;

    /// <summary>How likely each class of task is. What the caller said is certain.</summary>
    public IReadOnlyList<TaskReading> Tasks => _tasks ??= TaskIsSaid ? [new TaskReading(_query.Task!, 1)] : _view.Tasks.Shares(_request, Message);

    /// <summary>The class of task.</summary>
    public string Task => _facts.Task;

    /// <summary>Whether a condition holds.</summary>
    public bool Holds(ReadyCondition condition) => condition.Holds(_facts);

    /// <summary>What a request of these likely classes is worth to somebody.</summary>
    /// <param name="worth">What each class is worth; a special case without a figure has that of the class above it, and others are worth nothing.</param>
    public double Worth(IReadOnlyDictionary<string, double> worth) => Tasks.Sum(t => t.Confidence * (Figure(t.Task, worth) ?? 0));

    /// <summary>The figure of the request's class of task; null where neither it nor a class above it has one.</summary>
    public double? Figure(IReadOnlyDictionary<string, double> figures) => Figure(Task, figures);

    /// <summary>How good a model is at the request's task, 0 to 1; null where it is not known.</summary>
    public double? Quality(string model)
    {
        for (var i = 0; _view.Qualities is { } qualities && i < qualities.Models.Count; i++)
        {
            if (string.Equals(qualities.Models[i].Name, model, StringComparison.OrdinalIgnoreCase))
            {
                return qualities.Of(Task)[i];
            }
        }

        return null;
    }

    /// <summary>How good something else than a model is at the request's task, by its outcomes and what is held of it without them; null where no outcomes are kept.</summary>
    /// <param name="name">What its outcomes are counted as.</param>
    /// <param name="mean">How good it is held to be, 0 to 1.</param>
    /// <param name="isSaid">Whether somebody says so; else it is assumed.</param>
    public QualityEstimate? Quality(string name, double mean, bool isSaid) => _view.Qualities?.Estimate(name, Task, mean, isSaid);

    /// <summary>The same request with other words of the user, whose class of task its content tells.</summary>
    public RequestFacts About(string words)
    {
        var request = s_nothing with { Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart(words)] }] };
        return new RequestFacts(_view, _facts.Route, _query with { Task = null, Signals = new RequestSignals(() => request, _view.Tasks) }, request, _spend);
    }

    private double? Figure(string task, IReadOnlyDictionary<string, double> figures)
    {
        var name = task;
        for (var steps = 0; name is not null && steps <= MostParents; steps++)
        {
            if (figures.TryGetValue(name, out var found))
            {
                return found;
            }

            name = _view.Document.Tasks.FirstOrDefault(t => t.Name == name)?.Parent;
        }

        return null;
    }
}
