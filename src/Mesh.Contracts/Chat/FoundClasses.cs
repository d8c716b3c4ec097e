namespace Mesh.Contracts.Chat;

/// <summary>Data classes that were found in what models of one plan were shown: they hold for whatever is asked later, since answers may repeat it. Thread-safe.</summary>
public sealed class FoundClasses
{
    private readonly Lock _gate = new();
    private IReadOnlyList<string> _all = [];

    /// <summary>All that were found so far.</summary>
    public IReadOnlyList<string> All
    {
        get
        {
            lock (_gate)
            {
                return _all;
            }
        }
    }

    /// <summary>Some were found.</summary>
    public void Add(IReadOnlyList<string> classes)
    {
        lock (_gate)
        {
            _all = classes.Count == 0 ? _all : [.. _all.Union(classes, StringComparer.OrdinalIgnoreCase)];
        }
    }
}
