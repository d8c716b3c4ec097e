using Mesh.Catalog.Checking;
using Mesh.Catalog.Reading;

namespace Mesh.Catalog.Tests.Checking;

public sealed class SecretBindingsTests
{
    private static readonly SecretBindings s_operators = SecretBindings.Of(CatalogReader.Read([new("catalog.yaml", """
        providers:
          openai: { kind: openai, apiKey: env:OPENAI }
          own:    { kind: openai-compatible, baseUrl: "https://llm.example.com:8443/v1", apiKey: file:/run/secrets/own }
          open:   { kind: openai-compatible, baseUrl: "https://open.example.com/v1" }
        endpoints:
          e: { provider: openai, model: gpt-5 }
        toolServers:
          t: { url: "https://tools.example.com/mcp", tools: all, apiKey: env:TOOLS }
        """)]).Document!);

    [Theory]
    [InlineData("kind: openai, apiKey: env:OPENAI")]
    [InlineData("kind: openai-compatible, baseUrl: 'https://API.OPENAI.COM/other', apiKey: env:OPENAI")]
    [InlineData("kind: openai-compatible, baseUrl: 'https://llm.example.com:8443/v2', apiKey: file:/run/secrets/own")]
    [InlineData("kind: openai-compatible, baseUrl: 'https://anywhere.example/v1'")]
    public void Read_SecretWithItsHost_IsTaken(string provider) => Assert.Empty(Mistakes(provider));

    [Theory]
    [InlineData("kind: openai-compatible, baseUrl: 'https://evil.example/v1', apiKey: env:OPENAI", "https://evil.example")]
    [InlineData("kind: openai-compatible, baseUrl: 'http://api.openai.com/v1', apiKey: env:OPENAI", "http://api.openai.com")]
    [InlineData("kind: openai-compatible, baseUrl: 'https://api.openai.com:444/v1', apiKey: env:OPENAI", "https://api.openai.com:444")]
    [InlineData("kind: openai-compatible, baseUrl: 'https://open.example.com/v1', apiKey: env:OPENAI", "https://open.example.com")]
    [InlineData("kind: openai, apiKey: env:DATABASE_PASSWORD", "https://api.openai.com")]
    [InlineData("kind: openai, apiKey: env:openai", "https://api.openai.com")]
    [InlineData("kind: openai, apiKey: file:/etc/shadow", "https://api.openai.com")]
    [InlineData("kind: openai-compatible, baseUrl: 'https://llm.example.com:8443/v1', apiKey: file:/run/secrets/../own", "https://llm.example.com:8443")]
    public void Read_FurtherSecretOrFurtherHost_IsAMistakeAtItsPlace(string provider, string host)
    {
        var mistake = Assert.Single(Mistakes(provider));

        Assert.StartsWith("api.yaml:2:", mistake, StringComparison.Ordinal);
        Assert.Contains($"providers.p.apiKey: is not a secret that the operator's own catalogue sends to {host}. Name a secret", mistake, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://tools.example.com/other", "env:TOOLS", true)]
    [InlineData("https://evil.example/mcp", "env:TOOLS", false)]
    [InlineData("https://tools.example.com/mcp", "env:OPENAI", false)]
    public void Read_SecretOfAToolServer_GoesToItsHostOnly(string url, string secret, bool taken)
    {
        var reading = CatalogReader.Read([new("api.yaml", $"providers: {{ p: {{ kind: openai, apiKey: env:OPENAI }} }}\nendpoints: {{ e: {{ provider: p, model: gpt-5 }} }}\ntoolServers: {{ s: {{ url: '{url}', tools: all, apiKey: {secret} }} }}")], s_operators);

        Assert.Equal(taken ? [] : [$"toolServers.s.apiKey: is not a secret that the operator's own catalogue sends to {new Uri(url).GetLeftPart(UriPartial.Authority)}."], reading.Mistakes.Select(m => $"{m.Field}: {m.Problem}"));
    }

    private static string[] Mistakes(string provider) =>
        [.. CatalogReader.Read([new("api.yaml", $"providers:\n  p: {{ {provider} }}\nendpoints: {{ e: {{ provider: p, model: gpt-5 }} }}")], s_operators).Mistakes.Select(m => m.ToString())];
}
