using Mesh.Catalog.Reading;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Catalog.Rules;

namespace Mesh.Catalog.Checking;

/// <summary>Checks what rules and task classes name: tasks, models, and the routes that they lead to.</summary>
/// <param name="parts">What the files gave.</param>
/// <param name="served">Names of endpoints and of models that are served.</param>
internal sealed class RuleCheck(CatalogParts parts, HashSet<string> served)
{
    /// <summary>Most routes that a request may be led through.</summary>
    public const int MostHops = 8;

    private readonly Dictionary<string, RouteEntry> _routes = First(parts.Routes.Values, r => r.Name);
    private readonly Dictionary<string, int> _longest = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, TaskEntry> _tasks = First(parts.Tasks.Values, t => t.Name);

    /// <summary>Checks a route's rules but for what <paramref name="targets"/> checks: lists of candidates.</summary>
    public void Route(RouteEntry route, Section section, Action<Section, string, IReadOnlyList<string>> targets)
    {
        foreach (var (rule, body) in route.Rules.Zip(section.Groups("rules", again: true)))
        {
            if (rule.Condition is { } condition)
            {
                Condition(condition, body, "when");
            }

            if (body.Has("then") && body.IsGroup("then") && body.Child("then") is { } then)
            {
                targets(then, "only", rule.Then.Only);
                targets(then, "without", rule.Then.Without);
                Lead(route, rule, then);
            }
        }
    }

    /// <summary>Checks that the task classes can be told apart, that each has a parent that is there, and none is its own.</summary>
    public void Tasks()
    {
        foreach (var task in _tasks.Values.Where(t => t.Examples.Count > 0 && !TaskClasses.BuiltIn.Contains(t.Name, StringComparer.Ordinal)).Skip(TaskClasses.MostOwn))
        {
            parts.Tasks.Where(task.Name)!.Wrong("examples", $"makes it one class with examples too many: at most {TaskClasses.MostOwn} are told apart.", "Put classes that are alike together, or take the examples out: then only callers say that a request is one.");
        }

        foreach (var task in _tasks.Values.Where(t => t.Parent is not null))
        {
            var section = parts.Tasks.Where(task.Name)!;
            if (!IsTask(task.Parent!))
            {
                section.Unknown("parent", task.Parent!, "is no task class.", TaskNames());
            }
            else if (Above(task).Skip(_tasks.Count).Any())
            {
                section.Wrong("parent", $"'{task.Parent}' has '{task.Name}' above it too.", "Take out one of the parents.");
            }
        }
    }

    private void Lead(RouteEntry route, RouteRule rule, Section then)
    {
        if (rule.Then.Route is not { } to)
        {
            return;
        }

        if (!_routes.ContainsKey(to) && !served.Contains(to))
        {
            then.Unknown("route", to, "is no route, no model that is served and no endpoint.", _routes.Keys.Concat(served));
        }
        else if (Longest(route.Name, new(StringComparer.OrdinalIgnoreCase)) is not { } hops)
        {
            then.Wrong("route", $"'{to}' leads back to a route on the way to it.", "Lead to a route whose rules lead elsewhere.");
        }
        else if (hops > MostHops)
        {
            then.Wrong("route", $"begins a way over more than {MostHops} routes.", "Lead to the last one at once.");
        }
    }

    // The longest way on from a route; null where it comes back to one that it has passed. What is worked out is kept, and the first way
    // that is too long or comes back ends it: work grows with the rules, not with the ways.
    private int? Longest(string name, HashSet<string> passed)
    {
        if (!_routes.TryGetValue(name, out var route) || _longest.ContainsKey(route.Name))
        {
            return _longest.GetValueOrDefault(name);
        }

        if (passed.Contains(route.Name) || passed.Count > MostHops)
        {
            return passed.Contains(route.Name) ? null : MostHops + 1;
        }

        passed.Add(route.Name);
        var longest = 0;
        foreach (var to in route.Rules.Select(r => r.Then.Route).OfType<string>().Where(_routes.ContainsKey))
        {
            var hops = Longest(to, passed);
            if (hops is null or > MostHops)
            {
                return hops;
            }

            longest = Math.Max(longest, hops.Value + 1);
        }

        passed.Remove(route.Name);
        return _longest[route.Name] = longest;
    }

    /// <summary>Checks the names that a condition reads.</summary>
    /// <param name="expression">The condition.</param>
    /// <param name="section">Where it stands.</param>
    /// <param name="field">In which field.</param>
    public void Condition(RuleExpression expression, Section section, string field)
    {
        switch (expression)
        {
            case RuleNot not:
                Condition(not.Operand, section, field);
                break;
            case RuleBinary { Left: RuleName { Name: "task" }, Right: RuleText or RuleList } compared:
                Tasks(Said(compared.Right), section, field);
                break;
            case RuleBinary { Right: RuleName { Name: "task" }, Left: RuleText } compared:
                Tasks(Said(compared.Left), section, field);
                break;
            case RuleBinary joined:
                Condition(joined.Left, section, field);
                Condition(joined.Right, section, field);
                break;
            case RuleCall { Function: "load" or "healthy", Arguments: [RuleText name] } when !served.Contains(name.Value):
                section.Unknown(field, name.Value, "is no model that is served and no endpoint.", served);
                break;
        }
    }

    /// <summary>Checks classes of tasks.</summary>
    /// <param name="said">Their names.</param>
    /// <param name="section">Where they stand.</param>
    /// <param name="field">In which field.</param>
    public void Tasks(IReadOnlyList<string> said, Section section, string field)
    {
        foreach (var task in said)
        {
            if (!IsTask(task))
            {
                section.Unknown(field, task, "is no task class.", TaskNames());
            }
        }
    }

    private static IReadOnlyList<string> Said(RuleExpression said) => said is RuleList list ? list.Items : [((RuleText)said).Value];

    private IEnumerable<TaskEntry> Above(TaskEntry task)
    {
        for (var (at, steps) = (task, 0); at.Parent is { } parent && _tasks.TryGetValue(parent, out var above) && steps <= _tasks.Count; (at, steps) = (above, steps + 1))
        {
            yield return above;
        }
    }

    private bool IsTask(string name) => TaskClasses.BuiltIn.Contains(name, StringComparer.Ordinal) || _tasks.ContainsKey(name);

    private IEnumerable<string> TaskNames() => TaskClasses.BuiltIn.Concat(_tasks.Keys);

    private static Dictionary<string, T> First<T>(IReadOnlyList<T> values, Func<T, string> name) =>
        values.GroupBy(name, StringComparer.OrdinalIgnoreCase).ToDictionary(g => g.Key, g => g.First(), StringComparer.OrdinalIgnoreCase);
}
