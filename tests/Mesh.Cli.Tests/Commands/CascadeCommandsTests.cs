using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mesh.Catalog.Reading;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Plans;
using Mesh.Routing.Learning;
using Mesh.Routing.Outcomes;
using Mesh.Strategies.Confidence.Scoring;
using Mesh.Testing;

namespace Mesh.Cli.Tests.Commands;

public sealed partial class CascadeCommandsTests : IDisposable
{
    private const int Features = 89;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--quality", "0.95", "--may-miss", "0.5")]
    [InlineData("--quality", "0.95", "--method", "isotonic")]
    [InlineData("--cost", "0.6")]
    public async Task Fit_FromAFile_WritesWhatTheCatalogueTakes(params string[] goal)
    {
        var result = await new Cli().RunAsync(["cascade", "fit", "auto", "--from", Outcomes(600), .. goal]);

        Assert.True(result.Code == 0, result.Error);
        Assert.Matches(@"^# auto: fitted on \d+ audited walks, tried on \d+ others\.", result.Output);
        Assert.Contains(result.OutputLines, l => Regex.IsMatch(l, @"^# Quality 0\.\d+, of the last tier's 0\.\d+: \d+\.\d% \(\d+\.\d% to \d+\.\d%\)\.$"));
        Assert.InRange(Accept(result.Output).Confidence, 0.01, 0.99);
    }

    [Fact]
    public async Task Fit_WithAScorer_WritesItAndNamesItAmongTheSources()
    {
        var path = _folder.File("sums.json");

        var result = await new Cli().RunAsync("cascade", "fit", "auto", "--from", Outcomes(500), "--quality", "0.9", "--may-miss", "0.5", "--scorer", path);

        Assert.True(result.Code == 0, result.Error);
        Assert.InRange(ScorerArtifact.FromJson(await File.ReadAllTextAsync(path)).Evaluation.Rows, 150, 350);
        Assert.Contains($"scorers: {{ sums: {{ artifact: \"{path}\" }} }}", result.Output, StringComparison.Ordinal);
        Assert.Equal([TierSource.Checks, TierSource.Scorer], Accept(result.Output, "sums").Sources);
        Assert.Equal("sums", Accept(result.Output, "sums").Scorer);
    }

    [Fact]
    public async Task Fit_AsJson_TellsTheTrial()
    {
        var told = JsonNode.Parse((await new Cli().RunAsync("cascade", "fit", "auto", "--from", Outcomes(600), "--cost", "0.6", "--output", "json")).Output)!;

        Assert.InRange(told["tried"]!["costShare"]!["value"]!.GetValue<double>(), 0.2, 0.75);
        Assert.Equal("weak", told["tiers"]![0]!["model"]!.GetValue<string>());
    }

    [Fact]
    public async Task Fit_FromTooFew_SaysHowManyAreNeeded()
    {
        var result = await new Cli().RunAsync("cascade", "fit", "auto", "--from", Outcomes(30), "--quality", "0.95");

        Assert.Equal(1, result.Code);
        Assert.Contains("30 of 30 recorded ones are audited and whole, at least 100 are needed", result.Error, StringComparison.Ordinal);
        Assert.Contains("audit: 0.1", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fit_OfACascadeThatIsNotRecorded_NamesThoseThatAre()
    {
        var result = await new Cli().RunAsync("cascade", "fit", "other", "--from", Outcomes(30), "--quality", "0.95");

        Assert.Equal(1, result.Code);
        Assert.Contains("Recorded are: auto.", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("--quality", "0.9", "--cost", "0.3")]
    public async Task Fit_WithoutOneGoal_IsAWrongCommand(params string[] goals) =>
        Assert.Equal(2, (await new Cli().RunAsync(["cascade", "fit", "auto", "--from", Outcomes(30), .. goals])).Code);

    [Fact]
    public async Task Train_LeavesOutWhatACascadeGave() =>
        Assert.Contains("from 0 outcomes", (await new Cli().RunAsync("router", "train", _folder.File("r.bin"), "--from", Outcomes(150))).Error, StringComparison.Ordinal);

    // From requests and feedback at the doors to thresholds: the weak model adds wrongly where a number ends in 3.
    [Fact]
    public async Task Fit_FromAMesh_LearnsFromWhatWasSaidOfItsAnswers()
    {
        await using var mesh = await CliMesh.StartAsync(Answer, url => $$"""
            providers: { p: { kind: openai-compatible, baseUrl: "{{url}}" } }
            models:
              weak:   { price: { in: 1, out: 2 } }
              strong: { price: { in: 10, out: 20 } }
            endpoints:
              weak-at:   { provider: p, model: weak }
              strong-at: { provider: p, model: strong }
            routes:
              auto: { plan: { cascade: [{ model: weak, accept: { confidence: 0.5 } }, { model: strong }], audit: 1 } }
            router: { record: true }
            """);
        for (var a = 100; a < 240; a++)
        {
            using var response = await mesh.Mesh.PostAsync("/v1/chat/completions", JsonSerializer.Serialize(new { model = "auto", messages = new[] { new { role = "user", content = $"What is {a} + 5, asks {Word(a)}?" } } }));
            Assert.Equal("strong", response.Headers.GetValues("x-mesh-model").Single());
            await response.Content.ReadAsStringAsync();
            Assert.Equal(0, (await mesh.JudgeAsync(response.Headers.GetValues("x-mesh-decision").Single(), "1")).Code);
        }

        var result = await mesh.RunAsync("cascade", "fit", "auto", "--quality", "0.95");

        Assert.True(result.Code == 0, result.Error);
        // A sum that doesn't come out is worth 0.3, one that does 0.8.
        Assert.InRange(Accept(result.Output).Confidence, 0.301, 0.8);
        Assert.Matches(@"tiers\[0\] \(weak\) \d\d\.\d%", result.Output);
        Assert.DoesNotContain("What is", (await mesh.RunAsync("router", "outcomes", "-")).Output, StringComparison.Ordinal);
    }

    private static UpstreamReply Answer(UpstreamRequest request)
    {
        var a = int.Parse(Sum().Match(request.Json.ToJsonString()).Groups[1].Value, CultureInfo.InvariantCulture);
        return ChatReplies.Answer(request, [$"{a} + 5 = {a + 5 + (request.Model == "weak" && a % 10 == 3 ? 1 : 0)}"]);
    }

    // Questions are told apart by their words: of long numbers only the length counts.
    private static string Word(int number) => string.Concat(Enumerable.Range(0, 5).Select(at => (char)('a' + (number * 7919 / (int)Math.Pow(26, at) % 26))));

    private static TierAccept Accept(string output, string? scorer = null)
    {
        var accept = output.Split('\n').Single(l => l.StartsWith("accept: ", StringComparison.Ordinal)).Trim();
        var scorers = scorer is null ? "" : $"\nscorers: {{ {scorer}: {{ artifact: /etc/mesh/s.json }} }}";
        var reading = CatalogReader.Read([new CatalogFile("c.yaml", $$"""
            providers: { p: { kind: openai } }
            models: { m: { context: 1000 } }
            endpoints: { e: { provider: p, model: m } }
            routes: { auto: { plan: { cascade: [{ model: m, {{accept}} }, { model: m }] } } }{{scorers}}
            """)]);
        Assert.Empty(reading.Mistakes);
        return Assert.IsType<CascadeEntry>(reading.Document!.Routes[0].Plan).Tiers[0].Accept!;
    }

    // The first tier is right as often as it says; the last one always but for one in twenty.
    private string Outcomes(int count)
    {
        var (path, random) = (_folder.File($"{count}.jsonl"), new Random(3));
        File.WriteAllLines(path, Enumerable.Range(0, count).Select(i =>
        {
            var sure = random.NextDouble();
            var right = random.NextDouble() < sure;
            var features = new float[Features];
            features[0] = right ? 1 : 0;
            return JsonSerializer.Serialize(new
            {
                at = DateTimeOffset.UnixEpoch,
                model = "strong",
                quality = 1,
                task = "math",
                prompt = PackedPrompt.Pack(HashedPrompt.Of($"What does {Word(i)} want?")),
                cascade = new
                {
                    walk = $"{i}",
                    cascade = "auto",
                    audited = true,
                    tiers = new object[]
                    {
                        new
                        {
                            at = 0, model = "weak", confidence = sure, accepted = false, parts = new[] { new { source = "checks", value = sure, weight = 1, caps = false } },
                            costUsd = 0.001, quality = right ? 1 : 0, features = MemoryMarshal.AsBytes<float>(features).ToArray(),
                        },
                        new { at = 1, model = "strong", accepted = true, parts = Array.Empty<object>(), costUsd = 0.01, quality = random.NextDouble() < 0.95 ? 1 : 0, features = "" },
                    },
                },
            });
        }));
        return path;
    }

    [GeneratedRegex(@"What is (\d+) \\u002B 5|What is (\d+) \+ 5")]
    private static partial Regex Sum();
}
