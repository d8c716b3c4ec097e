using Mesh.Contracts.Catalog;
using YamlDotNet.Core;

namespace Mesh.Catalog.Reading;

/// <summary>Collects mistakes; after <see cref="Most"/> no more are kept.</summary>
internal sealed class Mistakes
{
    public const int Most = 100;

    private readonly List<CatalogMistake> _all = [];

    public IReadOnlyList<CatalogMistake> All => _all;

    /// <summary>Whether no more are kept.</summary>
    public bool Full => _all.Count >= Most;

    public void Add(string file, Mark mark, string field, string problem, string mend)
    {
        if (!Full)
        {
            _all.Add(new CatalogMistake(file, (int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column), field.Length == 0 ? "(file)" : field, problem, mend));
        }
    }
}
