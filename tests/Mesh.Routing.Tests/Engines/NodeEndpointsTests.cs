using Mesh.Contracts.Catalog;
using Mesh.Contracts.Cluster;
using Mesh.Routing.Engines;
using Mesh.Routing.Health;
using Mesh.Routing.Snapshots;

namespace Mesh.Routing.Tests.Engines;

public sealed class NodeEndpointsTests
{
    private static readonly ProviderEntry s_vllm = new() { Name = "pool", Kind = ProviderKind.OpenAICompatible, Preset = "vllm", ApiKey = new SecretReference(SecretScheme.Environment, "KEY") };

    [Fact]
    public void Expand_PatternOfNodes_GivesOneEndpointForEachNodeThatServesTheModel()
    {
        var document = Document(Template("llama", "gpu-*", "m"), "m");

        var expanded = NodeEndpoints.Expand(document, [Engine("gpu-2", "m"), Engine("gpu-1", "M", "other"), Engine("cpu-1", "m"), Engine("gpu-3", "other")]);

        Assert.Equal(["llama@gpu-1", "llama@gpu-2"], expanded.Document.Endpoints.Select(e => e.Name));
        Assert.All(expanded.Document.Endpoints, e => Assert.Equal(("m", "llama"), (e.Model, e.Origin)));
        Assert.Equal(["M", "m"], expanded.Document.Endpoints.Select(e => e.UpstreamModel));
        Assert.Equal(["m"], expanded.Document.Models.Select(m => m.Name));
    }

    [Fact]
    public void Expand_UpstreamModel_IsWhatTheEngineMustServe()
    {
        var document = Document(Template("llama", "*", "m") with { UpstreamModel = "org/M-Instruct" }, "m");

        var expanded = NodeEndpoints.Expand(document, [Engine("a", "m"), Engine("b", "org/m-instruct")]);

        Assert.Equal(["llama@b"], expanded.Document.Endpoints.Select(e => e.Name));
    }

    [Fact]
    public void Expand_FromElsewhere_GoesByTheRelayWithoutTheEnginesKey()
    {
        var provider = NodeEndpoints.Expand(Document(Template("llama", "a", "m"), "m"), [Engine("a", "m")]).Nodes["llama@a"].Provider;

        Assert.Equal(new Uri("https://10.0.0.7:8093/relay/e1/v1"), provider.BaseUrl);
        Assert.True(provider.IsRelay);
        Assert.Null(provider.ApiKey);
    }

    [Fact]
    public void Expand_OnTheEnginesOwnNode_GoesThereWithoutAHop()
    {
        var engine = Engine("a", "m");
        engine.Address = new Uri("http://127.0.0.1:8000");

        var provider = NodeEndpoints.Expand(Document(Template("llama", "a", "m"), "m"), [engine]).Nodes["llama@a"].Provider;

        Assert.Equal(new Uri("http://127.0.0.1:8000/v1"), provider.BaseUrl);
        Assert.False(provider.IsRelay);
        Assert.NotNull(provider.ApiKey);
    }

    [Fact]
    public void Expand_EngineOfAnotherKindOrWithoutAWay_IsLeftOut()
    {
        var document = Document(Template("llama", "*", "m"), "m");
        var ollama = new LiveEngine(Report("a", "m") with { Kind = "ollama" });
        var lonely = new LiveEngine(Report("b", "m") with { Relay = null });

        Assert.Empty(NodeEndpoints.Expand(document, [ollama, lonely]).Nodes);
    }

    [Fact]
    public void Expand_TwoEnginesOfANode_AreToldApart()
    {
        var second = new LiveEngine(Report("a", "m") with { Engine = "e2" });

        var expanded = NodeEndpoints.Expand(Document(Template("llama", "a", "m"), "m"), [second, Engine("a", "m")]);

        Assert.Equal(["llama@a", "llama@a/e2"], expanded.Document.Endpoints.Select(e => e.Name));
    }

    [Fact]
    public void Expand_EveryModel_TakesTheCataloguesEntryOrMakesOne()
    {
        var document = Document(Template("any", "*", "auto"), "known", "known-too") with { };
        document = document with { Endpoints = [.. document.Endpoints, new EndpointEntry { Name = "e", Provider = "pool", Model = "known-too", UpstreamModel = "org/Known" }] };
        var engine = new LiveEngine(Report("a") with { Models = [new EngineModel("Known"), new EngineModel("org/known"), new EngineModel("new:8b", 4096) { TakesImages = true }, new EngineModel("vec") { IsEmbedding = true }] });

        var expanded = NodeEndpoints.Expand(document, [engine]);

        Assert.Equal([("e", "known-too"), ("any/Known@a", "known"), ("any/org/known@a", "known-too"), ("any/new:8b@a", "new:8b"), ("any/vec@a", "vec")], expanded.Document.Endpoints.Select(e => (e.Name, e.Model)));
        var found = expanded.Document.Models.Skip(2).ToArray();
        Assert.Equal([(ModelCapabilities.Text | ModelCapabilities.ImageIn, (int?)4096), (ModelCapabilities.Embeddings, null)], found.Select(m => (m.Capabilities, m.ContextTokens)));
        Assert.All(found, m => Assert.Equal(ModelState.Approved, m.State));
    }

    // An engine tells its models' names itself, and must not come to serve what was asked of another.
    [Theory]
    [InlineData("llama")]
    [InlineData("ROUTE")]
    [InlineData("line\nbreak")]
    [InlineData("")]
    public void Expand_ModelWithANameOfSomethingElse_IsLeftOut(string name)
    {
        var document = Document(Template("any", "*", "auto"), "m");
        document = document with { Endpoints = [.. document.Endpoints, Template("llama", "x", "m")], Routes = [new RouteEntry { Name = "route" }] };

        Assert.Empty(NodeEndpoints.Expand(document, [Engine("a", name)]).Nodes);
    }

    [Fact]
    public void Expand_TooManyModels_StopsAtTheBound()
    {
        var engines = Enumerable.Range(0, 6).Select(i => Engine($"n{i}", [.. Enumerable.Range(0, 1000).Select(m => $"m{m}")]));

        var expanded = NodeEndpoints.Expand(Document(Template("any", "*", "auto")), engines);
        Assert.Equal((NodeEndpoints.Most, 1000), (expanded.Nodes.Count, expanded.LeftOut));
        Assert.Equal(1000, MeshView.Build(1, Document(Template("any", "*", "auto")), Stats, engines).LeftOut);
    }

    [Fact]
    public void View_NameOfTheTemplate_StandsForAllItsNodes()
    {
        var document = Document(Template("llama", "*", "m"), "m") with { Routes = [new RouteEntry { Name = "r", Candidates = ["lla*"] }] };

        var view = MeshView.Build(1, document, Stats, [Engine("a", "m"), Engine("b", "m")]);

        foreach (var name in (string[])["llama", "m", "r"])
        {
            Assert.Equal(["llama@a", "llama@b"], view.Target(name).Groups[0].Select(e => e.Name).Order());
        }

        Assert.Equal(["llama@b"], view.Target("llama@b").Groups[0].Select(e => e.Name));
    }

    [Fact]
    public void View_NoNodeYet_KnowsTheNameAndHasNoEndpoint()
    {
        var view = MeshView.Build(1, Document(Template("llama", "*", "m"), "m"), Stats, []);

        Assert.Empty(view.Endpoints);
        Assert.Empty(view.Target("llama").Groups[0]);
    }

    private static EndpointStats Stats(string name) => new(name, new Circuit(TimeProvider.System));

    private static EndpointEntry Template(string name, string node, string model) => new() { Name = name, Provider = "pool", Model = model, UpstreamModel = model, Node = node };

    private static CatalogDocument Document(EndpointEntry endpoint, params string[] models) => new()
    {
        Providers = [s_vllm],
        Models = [.. models.Select(m => new ModelEntry { Name = m })],
        Endpoints = [endpoint],
    };

    private static LiveEngine Engine(string node, params string[] models) => new(Report(node, models));

    private static EngineReport Report(string node, params string[] models) => new()
    {
        Node = node,
        Engine = "e1",
        Kind = "vllm",
        State = EngineState.Ready,
        Relay = "https://10.0.0.7:8093",
        Models = [.. models.Select(m => new EngineModel(m))],
    };
}
