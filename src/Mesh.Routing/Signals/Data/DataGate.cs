using Mesh.Contracts.Catalog;
using Mesh.Contracts.Routing;
using Mesh.Routing.Snapshots;

namespace Mesh.Routing.Signals.Data;

/// <summary>
/// Who may see what a request holds. Every way to a model ends here: a candidate that may not see it is left out when it is decided, and the
/// call itself is refused by the same question, whatever led to it. Caches ask it too before they keep or give an answer.
/// </summary>
public static class DataGate
{
    /// <summary>The classes of a request: those that its caller or its conversation tells, and <see cref="DataPolicy.Private"/> where the catalogue has it looked for and it is found.</summary>
    public static IReadOnlyList<string> ClassesOf(MeshView view, RouteQuery query) =>
        view.Detects.Count == 0 || query.Signals is null || Contains(query.Data, DataPolicy.Private) || !IsFound(view.Detects, query.Signals.Found)
            ? query.Data
            : [.. query.Data, DataPolicy.Private];

    /// <summary>Whether a model may see all of <paramref name="classes"/>.</summary>
    public static bool Permits(ModelEntry model, IReadOnlyList<string> classes) => Permits(model.Data, classes);

    /// <summary>Whether whoever was granted some classes may see all of <paramref name="classes"/>.</summary>
    public static bool Permits(IReadOnlyList<string> granted, IReadOnlyList<string> classes)
    {
        for (var i = 0; i < classes.Count; i++)
        {
            if (!Contains(granted, classes[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether something made of a request of these classes may be kept where other requests find it, such as in a cache: only what has no class.</summary>
    public static bool MayKeep(IReadOnlyList<string> classes) => classes.Count == 0;

    /// <summary>Two lists of classes as one.</summary>
    public static IReadOnlyList<string> Join(IReadOnlyList<string> one, IReadOnlyList<string> other) =>
        other.Count == 0 ? one : one.Count == 0 ? other : [.. one.Union(other, StringComparer.OrdinalIgnoreCase)];

    private static bool Contains(IReadOnlyList<string> classes, string name)
    {
        for (var i = 0; i < classes.Count; i++)
        {
            if (string.Equals(classes[i], name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsFound(IReadOnlyList<DataKind> wanted, IReadOnlyList<DataKind> found) => found.Any(wanted.Contains);
}
