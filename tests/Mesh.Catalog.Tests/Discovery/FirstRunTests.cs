using CsCheck;
using Mesh.Catalog.Discovery;
using Mesh.Catalog.Reading;
using Mesh.Contracts.Catalog;
using Mesh.Routing.Health;
using Mesh.Routing.Snapshots;

namespace Mesh.Catalog.Tests.Discovery;

public sealed class FirstRunTests
{
    private static readonly Dictionary<string, (string Provider, string Url, string[] Models)> s_vendors = new()
    {
        ["OPENAI_API_KEY"] = ("openai", "https://api.openai.com/v1", ["gpt-5", "gpt-5-mini", "gpt-5-nano", "gpt-4o-mini", "text-embedding-3-small"]),
        ["DEEPSEEK_API_KEY"] = ("deepseek", "https://api.deepseek.com/v1", ["deepseek-chat", "deepseek-reasoner"]),
        ["MISTRAL_API_KEY"] = ("mistral", "https://api.mistral.ai/v1", ["mistral-large-latest", "mistral-small-latest"]),
        ["NVIDIA_API_KEY"] = ("nvidia", "https://integrate.api.nvidia.com/v1", ["nvidia/llama-3.3-nemotron-super-49b-v1.5"]),
        ["PERPLEXITY_API_KEY"] = ("perplexity", "https://api.perplexity.ai/", ["sonar", "sonar-pro"]),
        ["GROQ_API_KEY"] = ("groq", "https://api.groq.com/openai/v1", ["llama-3.3-70b-versatile", "llama-3.1-8b-instant"]),
    };

    public static TheoryData<string> Variables => [.. s_vendors.Keys];

    [Fact]
    public async Task Discover_NothingThere_OffersThreeSimulatedModels()
    {
        var document = await DiscoverAsync([]);

        Assert.Equal(["small", "large", "vision"], document.Models.Select(m => m.Name));
        Assert.All(document.Models, m => Assert.NotNull(m.Simulated));
        Assert.Equal(["large", "small", "vision"], Auto(document).Order());
    }

    [Theory]
    [MemberData(nameof(Variables))]
    public async Task Discover_OneKey_GivesItsVendorWithItsModels(string variable)
    {
        var (name, url, models) = s_vendors[variable];
        var document = await DiscoverAsync([variable]);

        var provider = Assert.Single(document.Providers, p => p.Kind != ProviderKind.Simulated);
        Assert.Equal((name, new Uri(url), new SecretReference(SecretScheme.Environment, variable)), (provider.Name, provider.BaseUrl, provider.ApiKey));
        Assert.Equal(models, document.Endpoints.Where(e => e.Provider == name).Select(e => e.Model));
        Assert.Equal(models, document.Endpoints.Where(e => e.Provider == name).Select(e => e.UpstreamModel));
    }

    [Fact]
    public async Task Discover_AllKeysAndEngines_GivesThemAllAndNoSimulatedModelMatchesAuto()
    {
        var document = await DiscoverAsync(s_vendors.Keys, (11434, ["llama3:8b"]), (8000, ["meta-llama/Llama-3.1-8B-Instruct"]), (8080, ["/models/q4.gguf"]), (30000, ["qwen"]));

        Assert.Equal(11, document.Providers.Count);
        Assert.Equal(["llama3-8b", "meta-llama/Llama-3.1-8B-Instruct", "models/q4.gguf", "qwen"], document.Models.TakeLast(4).Select(m => m.Name));
        Assert.Equal(["llama3:8b", "meta-llama/Llama-3.1-8B-Instruct", "/models/q4.gguf", "qwen"], document.Endpoints.TakeLast(4).Select(e => e.UpstreamModel));
        Assert.Equal(document.Endpoints.Where(e => e.Provider != "simulated").Select(e => e.Name).Order(), Auto(document).Order());
        Assert.All(document.Providers.TakeLast(4), p => Assert.True(p.Local));
    }

    [Fact]
    public async Task Discover_OneEngine_LeavesTheSimulatedModelsToThoseWhoNameThem()
    {
        var document = await DiscoverAsync([], (11434, ["llama3"]));
        var view = View(document);

        Assert.Equal(["ollama-llama3"], Auto(document));
        Assert.Equal("small", Assert.Single(view.Target("small").Groups[0]).Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public async Task Discover_VariableWithoutContent_IsNoKey(string? value)
    {
        var files = await FirstRun.DiscoverAsync(_ => value, new FakeEngines(), CancellationToken.None);

        Assert.Single(files);
    }

    [Fact]
    public async Task Discover_NamesThatAreTaken_ComeUnderTheirProvidersNameAndEachOnce()
    {
        string[] served = ["small", "auto", "llama3:8b", "llama3-8b", "llama3 8b", "LLAMA3:8B", "x", "ollama-x", ""];
        var document = await DiscoverAsync([], (11434, served));

        Assert.Equal(
            ["ollama/small", "ollama/auto", "llama3-8b", "ollama/llama3-8b", "ollama/llama3-8b-2", "ollama/LLAMA3-8B-3", "x", "ollama/ollama-x"],
            document.Models.Skip(3).Select(m => m.Name));
        Assert.Equal(served[..^1], document.Endpoints.Skip(3).Select(e => e.UpstreamModel));
    }

    [Theory]
    [InlineData("a', model: gpt-5, upstreamModel: 'b")]
    [InlineData("a }\"#: !x &y *z | > % @ `")]
    [InlineData("''")]
    [InlineData("true")]
    [InlineData("- a")]
    [InlineData("模型/七")]
    [InlineData("🦙")]
    public async Task Discover_NameThatIsYamlItself_StaysAText(string upstream)
    {
        var document = await DiscoverAsync([], (11434, [upstream]));

        var endpoint = document.Endpoints[^1];
        Assert.Equal((4, upstream, "ollama"), (document.Endpoints.Count, endpoint.UpstreamModel, endpoint.Provider));
    }

    [Theory]
    [InlineData("a\nproviders: { evil: { kind: openai } }")]
    [InlineData("a\u0085b")]
    [InlineData("a\u2028b")]
    [InlineData("a\0b")]
    [InlineData("a\uFFFDb")]
    [InlineData("a\u202Eb")]
    public async Task Discover_NameOverSeveralLinesOrUnprintable_IsLeftOut(string upstream)
    {
        var document = await DiscoverAsync([], (11434, [upstream, "good", new string('x', 201)]));

        Assert.Equal(["good"], document.Endpoints.Skip(3).Select(e => e.UpstreamModel));
    }

    [Fact]
    public void Discover_AnyNames_GiveACatalogueWithoutMistakes() => Gen.Char["ab:/'\"{}[]#&*!|>%@`,-?~ .\n\t\0é\uD83D\uDE00\u2028A-"].Array[0, 6].Select(c => new string(c)).Array[0, 8].Sample(
        names => DiscoverAsync(["OPENAI_API_KEY"], (11434, names), (8000, names)).GetAwaiter().GetResult().Endpoints.Select(e => e.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count() >= 8,
        iter: 200);

    private static async Task<CatalogDocument> DiscoverAsync(IEnumerable<string> keys, params (int, string[])[] engines)
    {
        var files = await FirstRun.DiscoverAsync(name => keys.Contains(name) ? "sk-secret" : null, new FakeEngines(engines), CancellationToken.None);
        Assert.DoesNotContain(files, f => f.Text.Contains("sk-secret", StringComparison.Ordinal));
        var reading = CatalogReader.Read(files);
        Assert.Empty(reading.Mistakes);
        return reading.Document!;
    }

    private static IEnumerable<string> Auto(CatalogDocument document) => View(document).Target("auto").Groups[0].Select(e => e.Name);

    private static MeshView View(CatalogDocument document) => MeshView.Build(1, document, name => new EndpointStats(name, new Circuit(TimeProvider.System)));
}
