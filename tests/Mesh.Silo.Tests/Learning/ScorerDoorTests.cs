using System.Globalization;
using System.Text.RegularExpressions;
using Google.Protobuf.Collections;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;
using Mesh.Load;
using Mesh.Silo.Tests.Api;
using Mesh.Silo.Tests.Api.OpenAI;
using Mesh.Strategies.Confidence.Checks;
using Mesh.Strategies.Confidence.Scoring;
using Mesh.Testing;
using Mesh.Testing.Files;
using Mesh.Training.Confidence;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Learning;

/// <summary>A trained scorer of the catalogue, from its file to the tier that answers. The weak model adds wrongly where a number ends in 3.</summary>
public sealed partial class ScorerDoorTests : IAsyncLifetime
{
    private static readonly ScorerArtifact s_artifact = Train();
    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-scorer-").FullName;
    private FakeUpstream _upstream = null!;
    private RunningMesh _mesh = null!;
    private GrpcChannel _admin = null!;

    private string Artifact => Path.Combine(_folder, "sums.json");

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, [r.Model == "weak" ? Sum(int.Parse(Number().Match(r.Json.ToJsonString()).Groups[1].Value, CultureInfo.InvariantCulture)) : "It is so."]));
        await File.WriteAllTextAsync(Artifact, s_artifact.ToJson());
        _mesh = await RunningMesh.StartAsync($$"""
            providers: { p: { kind: openai-compatible, baseUrl: "{{_upstream.Url}}" } }
            models:
              weak:   { price: { in: 1, out: 2 } }
              strong: { price: { in: 10, out: 20 } }
            endpoints:
              weak-at:   { provider: p, model: weak }
              strong-at: { provider: p, model: strong }
            routes:
              sums: { plan: { cascade: [{ model: weak, accept: { confidence: 0.5, sources: [scorer], scorer: sums } }, { model: strong }] } }
            scorers: { sums: { artifact: "{{Artifact}}" } }
            """);
        _admin = GrpcChannel.ForAddress(_mesh.AdminUrl, new GrpcChannelOptions { HttpHandler = new GrpcWebHandler(new HttpClientHandler()), HttpVersion = System.Net.HttpVersion.Version11 });
        await Waiting.UntilAsync(() => Scorers().Any(s => s.Artifact.Length > 0));
    }

    public async Task DisposeAsync()
    {
        _admin.Dispose();
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(15, "weak")]
    [InlineData(13, "strong")]
    public async Task Cascade_GoesByWhatWasLearned(int number, string model)
    {
        using var response = await AskAsync(number);

        Assert.Equal(model, response.Header("x-mesh-model"));
    }

    [Fact]
    public async Task Artefact_ThatIsBroken_IsToldAndTheOldOneIsReadStill()
    {
        Assert.Equal((s_artifact.Evaluation.Rows, ""), (Scorer().Rows, Scorer().Refusal));

        await FollowedFile.ReplaceAsync(Artifact, s_artifact.ToJson().Replace("\"slope\":", "\"slope\":1", StringComparison.Ordinal));
        await Waiting.UntilAsync(() => Scorer().Refusal.Length > 0);

        Assert.Contains("checksum", Scorer().Refusal, StringComparison.Ordinal);
        using var response = await AskAsync(15);
        Assert.Equal("weak", response.Header("x-mesh-model"));
    }

    private RepeatedField<V1.LearnedScorer> Scorers() => new V1.RouterService.RouterServiceClient(_admin).GetRouter(new V1.GetRouterRequest()).Scorers;

    private V1.LearnedScorer Scorer() => Assert.Single(Scorers());

    private Task<HttpResponseMessage> AskAsync(int number) => _mesh.PostAsync("/v1/chat/completions", $$"""{"model":"sums","messages":[{"role":"user","content":"What is {{number}} and 2?"}]}""");

    private static string Sum(int number) => $"{number} + 2 = {number + 2 + (number % 10 == 3 ? 1 : 0)}";

    private static ScorerArtifact Train()
    {
        JudgedAnswer[] rows = [.. Enumerable.Range(0, 200).Select(i => JudgedAnswer.Of(new AnswerToCheck($"What is {i} and 2?", Sum(i), "stop"), i % 10 == 3 ? 0 : 1))];
        return ScorerTraining.Train(rows, new ScorerSettings { Penalties = [30] }, DateTimeOffset.UnixEpoch);
    }

    [GeneratedRegex(@"What is (\d+) and 2")]
    private static partial Regex Number();
}
