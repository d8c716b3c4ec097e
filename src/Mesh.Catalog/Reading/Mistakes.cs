using Mesh.Contracts.Catalog;
using YamlDotNet.Core;

namespace Mesh.Catalog.Reading;

/// <summary>Collects mistakes; after <see cref="Most"/> no more are kept.</summary>
internal sealed class Mistakes
{
    public const int Most = 100;

    private readonly List<CatalogMistake> _all = [];

    public IReadOnlyList<CatalogMistake> All => _all;

    public void Add(string file, Mark mark, string field, string problem, string mend)
    {
        if (_all.Count < Most)
        {
            _all.Add(new CatalogMistake(file, (int)mark.Line, (int)mark.Column, field.Length == 0 ? "(file)" : field, problem, mend));
        }
    }
}
