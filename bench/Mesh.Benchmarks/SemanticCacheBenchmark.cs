using BenchmarkDotNet.Attributes;
using Mesh.Contracts.Caching;
using Mesh.Strategies.Caching.Semantic;
using Mesh.Strategies.Caching.Semantic.Guard;

namespace Mesh.Benchmarks;

/// <summary>What the semantic cache costs beside the vector: the look among the questions of a tenant on a route, and the guard for one that is near.</summary>
[MemoryDiagnoser]
public class SemanticCacheBenchmark
{
    private const int Dimensions = 1536;
    private static readonly SemanticPlace s_place = new("acme", "faq", "c");
    private readonly SemanticIndex _index = new(256L * 1024 * 1024);
    private readonly string _kept = "How do I move my mail from Outlook to Gmail on a Mac?";
    private UnitVector _asked = null!;

    /// <summary>Questions that are kept.</summary>
    [Params(1000, 10_000)]
    public int Questions { get; set; }

    /// <summary>Fills the index with directions at random.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var random = new Random(1);
        for (var i = 0; i < Questions; i++)
        {
            _index.Add(s_place, new SemanticEntry(Direction(random), $"question {i}", $"a/{i}", DateTimeOffset.UtcNow, DateTimeOffset.MaxValue), Questions);
        }

        _asked = Direction(random);
    }

    /// <summary>The nearest ones, exactly.</summary>
    [Benchmark]
    public SemanticFinds Find() => _index.Find(s_place, _asked, 0.95, DateTimeOffset.MinValue);

    /// <summary>Two questions in other words.</summary>
    [Benchmark]
    public Contradiction? Guard() => ContradictionGuard.Between(_kept, "How can I move mail to Gmail from Outlook on my Mac, please?");

    private static UnitVector Direction(Random random) => UnitVector.Of([.. Enumerable.Range(0, Dimensions).Select(_ => random.NextSingle() - 0.5f)])!;
}
