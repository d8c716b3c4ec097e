using Mesh.Contracts.Catalog;
using Mesh.Grains.Catalog;
using Mesh.Grains.Endpoints;
using Mesh.Grains.Learning;
using Mesh.Grains.Tests.Hosting;
using Mesh.Strategies.Votes.Learned;
using Mesh.Strategies.Votes.Weights;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Grains.Tests.Learning;

public sealed class ScorerWatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RunningScorers _running = new();
    private readonly ScorerWatch _watch;
    private int _written;

    public ScorerWatchTests() => _watch = new ScorerWatch(_running, new CatalogView(new EndpointGates(TimeProvider.System, () => 0.5)), TimeProvider.System, NullLogger<ScorerWatch>.Instance);

    private string Path => _folder.File("gains.json");

    public void Dispose()
    {
        _watch.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task File_ThatTheCatalogueNames_IsThereAtOnceAndGoesWithItsName()
    {
        await WriteAsync(Gains(0.25));

        await LookAsync();
        Assert.Equal(0.25, Assert.IsType<GainCascade>(_running.Find("G")).Threshold);

        await _watch.LookAsync([], CancellationToken.None);
        Assert.Null(_running.Find("g"));
    }

    [Fact]
    public async Task File_ThatChanges_IsTakenOnceItRests_AndABrokenOneIsNot()
    {
        await WriteAsync(Gains(0.25));
        await LookAsync();

        await WriteAsync(Gains(0.5));
        await LookAsync();
        Assert.Equal(0.25, ((GainCascade)_running.Find("g")!).Threshold);
        await LookAsync();
        Assert.Equal(0.5, ((GainCascade)_running.Find("g")!).Threshold);

        await WriteAsync(Gains(0.75)[..100]);
        await LookAsync();
        await LookAsync();
        Assert.Equal(0.5, ((GainCascade)_running.Find("g")!).Threshold);
    }

    [Fact]
    public async Task File_ThatIsNotThere_IsTakenWhenItComes()
    {
        await LookAsync();
        Assert.Null(_running.Find("g"));

        await WriteAsync(Gains(0.25));
        await LookAsync();
        await LookAsync();
        Assert.NotNull(_running.Find("g"));
    }

    private Task LookAsync() => _watch.LookAsync([new ScorerEntry { Name = "g", Artifact = Path }], CancellationToken.None);

    // A time of its own each, whatever the file system's clock can tell apart.
    private async Task WriteAsync(string json)
    {
        await File.WriteAllTextAsync(Path, json);
        File.SetLastWriteTimeUtc(Path, DateTime.UnixEpoch.AddYears(30).AddSeconds(++_written));
    }

    private static string Gains(double threshold) =>
        new GainArtifact(new GainCascade([0], 1, false, [new double[9]], threshold, new MemberScale([0.5, 0.9], 20, [1, 2], [3, 3], 2, 1)), DateTimeOffset.UnixEpoch).ToJson();
}
