using Mesh.Catalog.Changes;
using Mesh.Catalog.Reading;
using Mesh.Contracts.Catalog;

namespace Mesh.Catalog.Tests.Changes;

public sealed class CatalogDiffTests
{
    private const string Base = """
        providers:
          p: { kind: openai-compatible, baseUrl: "https://a.example/v1", headers: { x-a: 1 } }
        models:
          m: { timeouts: { firstFrame: 9s }, quality: { chat: 0.5 }, data: [private], price: { in: 1, out: 2 } }
        endpoints:
          e: { provider: p, model: m, limits: { rpm: 5 }, maxAnswerBytes: 2048 }
        routes:
          r: { candidates: [m], fallbacks: [e], onInterruption: restart }
        defaults: { fetch: { allowedHosts: [i.example] } }
        """;

    [Theory]
    [InlineData("x-a: 1", "x-a: 2", "~ providers/p")]
    [InlineData("a.example/v1", "b.example/v1", "~ providers/p")]
    [InlineData("chat: 0.5", "chat: 0.6", "~ models/m")]
    [InlineData("[private]", "[public]", "~ models/m")]
    [InlineData("out: 2", "out: 3", "~ models/m")]
    [InlineData("rpm: 5", "rpm: 6", "~ endpoints/e")]
    [InlineData("rpm: 5", "tpm: 5", "~ endpoints/e")]
    [InlineData("data: [private],", "data: [private], queue: { length: 5 },", "~ models/m")]
    [InlineData("candidates: [m],", "candidates: [m], class: critical,", "~ routes/r")]
    [InlineData("candidates: [m]", "candidates: [e]", "~ routes/r")]
    [InlineData("fallbacks: [e]", "fallbacks: []", "~ routes/r")]
    [InlineData("candidates: [m],", "candidates: [m], rules: [{ when: has(image), then: { route: m } }],", "~ routes/r")]
    [InlineData("routes:", "data: { detect: [] }\nroutes:", "~ data")]
    [InlineData("routes:", "tasks: { legal: { examples: [a contract] } }\nroutes:", "+ tasks/legal")]
    [InlineData("routes:", "prompts: { verify: { version: v2, text: 'Is {{answer}} right for {{question}}?' } }\nroutes:", "+ prompts/verify")]
    [InlineData("routes:", "toolServers: { s: { url: 'https://t.example/mcp', tools: all } }\nroutes:", "+ toolServers/s")]
    [InlineData("routes:", "scorers: { s: { artifact: /etc/s.json } }\nroutes:", "+ scorers/s")]
    [InlineData("firstFrame: 9s", "firstFrame: 8s", "~ models/m")]
    [InlineData("maxAnswerBytes: 2048", "maxAnswerBytes: 4096", "~ endpoints/e")]
    [InlineData("maxAnswerBytes: 2048", "timeouts: { total: 9s }", "~ endpoints/e")]
    [InlineData("onInterruption: restart", "onInterruption: stop", "~ routes/r")]
    [InlineData("i.example", "j.example", "~ defaults")]
    [InlineData("routes:", "conversations: { summaryRoute: m }\nroutes:", "~ conversations")]
    [InlineData("routes:", "conversations: { retention: { tenants: { acme: { hold: true } } } }\nroutes:", "~ conversations")]
    [InlineData("  r:", "  s:", "+ routes/s,- routes/r")]
    [InlineData("routes:", "# a comment\nroutes:", "")]
    public void Between_OneEdit_TellsWhatItChanged(string from, string to, string lines) =>
        Assert.Equal(lines, string.Join(',', CatalogDiff.Between(Read(Base), Read(Base.Replace(from, to, StringComparison.Ordinal)))));

    [Theory]
    [InlineData("tools: [a]", "tools: [a, b]")]
    [InlineData("tools: [a]", "tools: all")]
    [InlineData("t.example", "u.example")]
    [InlineData("x-t: 1", "x-t: 2")]
    [InlineData("a: 'sha256:0", "a: 'sha256:1")]
    [InlineData("data: [secret]", "data: [public]")]
    [InlineData("tenants: [acme]", "tenants: [globex]")]
    [InlineData("sessions: 5", "sessions: 6")]
    public void Between_OneEditOfAToolServer_TellsIt(string from, string to)
    {
        var hash = new string('0', 63);
        var text = Base + $"\ntoolServers: {{ s: {{ url: 'https://t.example/mcp', tools: [a], headers: {{ x-t: 1 }}, pins: {{ a: 'sha256:0{hash}' }}, data: [secret], tenants: [acme], limits: {{ sessions: 5 }} }} }}";

        Assert.Equal(["~ toolServers/s"], CatalogDiff.Between(Read(text), Read(text.Replace(from, to, StringComparison.Ordinal))));
        Assert.Empty(CatalogDiff.Between(Read(text), Read(text)));
    }

    [Fact]
    public void Between_NothingAndTheFirstCatalogue_TellsEveryEntry() =>
        Assert.Equal(["+ providers/p", "+ models/m", "+ endpoints/e", "+ routes/r", "~ defaults"], CatalogDiff.Between(CatalogDocument.Empty, Read(Base)));

    private static CatalogDocument Read(string text)
    {
        var reading = CatalogReader.Read([new("a.yaml", text)]);
        Assert.Empty(reading.Mistakes);
        return reading.Document!;
    }
}
