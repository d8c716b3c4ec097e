using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Mesh.Contracts.Cluster;

namespace Mesh.Grains.Workers.Kinds;

/// <summary>Ollama: <c>/api/version</c>. It serves every model that is installed and loads one when it is asked for; it has no metrics.</summary>
internal sealed class OllamaKind : EngineKind
{
    private const int MostKnown = 1000;
    private readonly ConcurrentDictionary<string, (bool Images, bool Embedding)> _known = new();

    public override string Preset => "ollama";

    public override int? UsualPort => 11434;

    public override async Task<EngineFacts?> ReadAsync(EngineConnection engine, CancellationToken cancellationToken)
    {
        if ((await engine.GetAsync("/api/version", cancellationToken)).GoodJson.Text("version") is not { } version)
        {
            return null;
        }

        // Only a model that is loaded has a window; the one that it was trained with is not what is served.
        var loaded = EngineModels.Each(
            (await engine.GetAsync("/api/ps", cancellationToken)).GoodJson.Items("models"),
            m => m.Text("name") is { } name ? new EngineModel(name, m.SmallCount("context_length")) : null);
        var tags = (await engine.GetAsync("/api/tags", cancellationToken)).GoodJson.Items("models").ToArray();
        var digests = tags.DistinctBy(t => t.Text("name")).ToDictionary(t => t.Text("name") ?? "", t => t.Text("digest"));
        List<EngineModel> models = [];
        foreach (var model in EngineModels.Each(tags, t => t.Text("name") is { } name ? loaded.FirstOrDefault(l => l.Name == name) ?? new EngineModel(name) : null))
        {
            models.Add(await DescribeAsync(engine, model, digests[model.Name], cancellationToken));
        }

        return new EngineFacts { Version = version, Models = models, Measurable = models.FirstOrDefault(m => !m.IsEmbedding && loaded.Any(l => l.Name == m.Name)) };
    }

    public override async Task<EngineHealth> HealthAsync(EngineConnection engine, CancellationToken cancellationToken) =>
        EngineHealth.Of(await engine.GetAsync("/api/version", cancellationToken));

    // Contents of the same digest can the same, wherever they lie.
    private async Task<EngineModel> DescribeAsync(EngineConnection engine, EngineModel model, string? digest, CancellationToken cancellationToken)
    {
        if (digest is null || !_known.TryGetValue(digest, out var can))
        {
            var show = await engine.PostAsync("/api/show", new JsonObject { ["model"] = model.Name }, EngineConnection.Patience, cancellationToken);
            var words = show.GoodJson.Items("capabilities").Select(c => c.Text()).ToArray();
            can = (words.Contains("vision"), words.Contains("embedding") && !words.Contains("completion"));
            if (digest is not null && show.IsGood && _known.Count < MostKnown)
            {
                _known[digest] = can;
            }
        }

        return model with { TakesImages = can.Images, IsEmbedding = can.Embedding };
    }
}
