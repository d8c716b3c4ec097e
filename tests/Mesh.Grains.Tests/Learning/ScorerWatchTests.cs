using System.Diagnostics.Metrics;
using Mesh.Contracts.Catalog;
using Mesh.Grains.Catalog;
using Mesh.Grains.Endpoints;
using Mesh.Grains.Learning;
using Mesh.Grains.Telemetry;
using Mesh.Grains.Tests.Hosting;
using Mesh.Strategies.Confidence.Checks;
using Mesh.Strategies.Confidence.Scoring;
using Mesh.Strategies.Votes.Learned;
using Mesh.Strategies.Votes.Weights;
using Mesh.Training.Confidence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Grains.Tests.Learning;

public sealed class ScorerWatchTests : IDisposable
{
    private static readonly ScorerArtifact s_artifact = Train();
    private readonly TemporaryFolder _folder = new();
    private readonly RunningScorers _running = new();
    private readonly ScorerWatch _watch;

    public ScorerWatchTests()
    {
        var instruments = new MeshInstruments(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());
        _watch = new ScorerWatch(_running, new CatalogView(new EndpointGates(TimeProvider.System, () => 0.5)), instruments, TimeProvider.System, NullLogger<ScorerWatch>.Instance);
    }

    private string Path => _folder.File("scorer.json");

    public void Dispose()
    {
        _watch.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task File_ThatTheCatalogueNames_IsAskedAtOnceAndNoMoreWhenItIsTakenOut()
    {
        await WriteAsync(s_artifact.ToJson(), 1);

        await LookAsync("quick");
        Assert.NotNull(_running.Find("Quick"));
        Assert.Null(Assert.Single(_running.All).Refusal);
        Assert.Equal(s_artifact.Evaluation, _running.Standing("quick")!.Artifact!.Evaluation);

        await LookAsync("other");
        Assert.Null(_running.Find("quick"));
        await LookAsync("quick");
        Assert.NotNull(_running.Find("quick"));
    }

    [Fact]
    public async Task File_OfALearnedCascade_IsAskedByItsNameAndIsNoScorer()
    {
        var cascade = new GainCascade([0], 1, false, [new double[9]], 0.25, new MemberScale([0.5, 0.9], 20, [1, 2], [3, 3], 2, 1));
        await WriteAsync(new GainArtifact(cascade, DateTimeOffset.UnixEpoch).ToJson(), 1);

        await LookAsync("quick");

        Assert.Equal(0.25, _running.Gains("Quick")!.Threshold);
        Assert.Null(_running.Find("quick"));
        Assert.NotEmpty(_running.Standing("quick")!.Version);
    }

    [Theory]
    [InlineData("nonsense", "copy it again")]
    [InlineData("{\"kind\":\"something\"}", "no learned scorer")]
    public async Task File_ThatIsBroken_IsRefusedAndTheOldOneIsAskedStill(string text, string why)
    {
        await WriteAsync(s_artifact.ToJson(), 1);
        await LookAsync("quick");
        var before = _running.Standing("quick")!;

        await WriteAsync(text, 2);
        await LookAsync("quick");
        Assert.Null(_running.Standing("quick")!.Refusal);
        await LookAsync("quick");

        Assert.Same(before.Artifact!.Scorer, _running.Find("quick"));
        Assert.Contains($"scorers.quick.artifact: '{Path}'", _running.Standing("quick")!.Refusal, StringComparison.Ordinal);
        Assert.Contains(why, _running.Standing("quick")!.Refusal, StringComparison.Ordinal);

        await WriteAsync((s_artifact with { TrainedAt = DateTimeOffset.UnixEpoch.AddDays(1) }).ToJson(), 3);
        await LookAsync("quick");
        await LookAsync("quick");
        Assert.StartsWith("19700102T000000-", _running.Standing("quick")!.Version, StringComparison.Ordinal);
        Assert.Null(_running.Standing("quick")!.Refusal);
    }

    [Fact]
    public async Task File_ThatIsNotThere_IsToldWithTheMendAndTakenWhenItComes()
    {
        await LookAsync("quick");
        Assert.Null(_running.Find("quick"));
        Assert.Contains("there is no file", _running.Standing("quick")!.Refusal, StringComparison.Ordinal);

        await WriteAsync(s_artifact.ToJson(), 1);
        await LookAsync("quick");
        await LookAsync("quick");
        Assert.NotNull(_running.Find("quick"));
    }

    private Task LookAsync(string name) => _watch.LookAsync([new ScorerEntry { Name = name, Artifact = Path }], CancellationToken.None);

    // A time of its own each, whatever the file system's clock can tell apart.
    private async Task WriteAsync(string text, int at)
    {
        await File.WriteAllTextAsync(Path, text);
        File.SetLastWriteTimeUtc(Path, DateTime.UnixEpoch.AddSeconds(at));
    }

    private static ScorerArtifact Train()
    {
        JudgedAnswer[] rows = [.. Enumerable.Range(0, 120).Select(i => JudgedAnswer.Of(new AnswerToCheck($"What is {i} + 2?", $"{i} + 2 = {i + 2 + (i % 3 == 0 ? 1 : 0)}"), i % 3 == 0 ? 0 : 1))];
        return ScorerTraining.Train(rows, new ScorerSettings { Penalties = [30] }, DateTimeOffset.UnixEpoch);
    }
}
