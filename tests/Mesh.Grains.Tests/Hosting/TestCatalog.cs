namespace Mesh.Grains.Tests.Hosting;

/// <summary>Catalogue texts whose upstream nobody answers.</summary>
internal static class TestCatalog
{
    /// <summary>One endpoint with a limit and one route.</summary>
    public static string Text(string price = "{ in: 1, out: 2 }", string limits = "", string extra = "") => $$"""
        providers:
          fake: { kind: openai-compatible, baseUrl: "http://127.0.0.1:9/v1" }
        models:
          m: { capabilities: [text], context: 100000, price: {{price}} }
        endpoints:
          m-api: { provider: fake, model: m, upstreamModel: up-1{{limits}} }
        routes:
          auto: { candidates: [m] }
        {{extra}}
        """;

    /// <summary>One model of known quality, for what is said of its answers.</summary>
    public static string Judged(string extra = "") => $$"""
        providers:
          p: { kind: openai-compatible, baseUrl: "http://127.0.0.1:9/v1" }
        models:
          m: { quality: { code: 0.9 } }
        endpoints:
          m-api: { provider: p, model: m }
        {{extra}}
        """;
}
