using System.Diagnostics.Metrics;
using Mesh.Contracts.Catalog;
using Mesh.Grains.Catalog;
using Mesh.Grains.Endpoints;
using Mesh.Grains.Learning;
using Mesh.Grains.Telemetry;
using Mesh.Grains.Tests.Hosting;
using Mesh.Routing.Learning;
using Mesh.Routing.Tests.Learning;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Grains.Tests.Learning;

public sealed class ArtifactWatchTests : IDisposable
{
    private static readonly RouterArtifact s_artifact = MadeRouter.Train();
    private readonly TemporaryFolder _folder = new();
    private readonly RunningPredictor _running = new();
    private readonly ArtifactWatch _watch;

    public ArtifactWatchTests()
    {
        var instruments = new MeshInstruments(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());
        var views = new CatalogView(new EndpointGates(TimeProvider.System, () => 0.5));
        _watch = new ArtifactWatch(_running, views, instruments, TimeProvider.System, () => 0.5, NullLogger<ArtifactWatch>.Instance);
    }

    private string Path => _folder.File("router.bin");

    public void Dispose()
    {
        _watch.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task File_ThatTheCatalogueNames_IsAskedAtOnceAndNoMoreWhenItIsTakenOut()
    {
        await File.WriteAllBytesAsync(Path, s_artifact.ToBytes());

        await LookAsync();
        Assert.Equal(["cheap", "dear"], _running.Current!.Models);
        Assert.Equal((RouterMode.Shadow, null), (_running.Current.Mode, _running.Refusal));

        await _watch.LookAsync(new RouterPolicy(), CancellationToken.None);
        Assert.Null(_running.Current);
    }

    [Theory]
    [InlineData("nonsense", "no learned router")]
    [InlineData("cut", "checksum")]
    [InlineData("", "no learned router")]
    public async Task File_ThatIsBroken_IsRefusedAndTheOldOneIsAskedStill(string fault, string why)
    {
        await File.WriteAllBytesAsync(Path, s_artifact.ToBytes());
        await LookAsync();
        var before = _running.Current!.Version;

        await WriteAsync(fault == "cut" ? s_artifact.ToBytes()[..^100] : System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(fault, 10))));
        await LookAsync();
        await LookAsync();

        Assert.Equal(before, _running.Current!.Version);
        Assert.Contains(why, _running.Refusal, StringComparison.Ordinal);
        Assert.Contains($"router.artifact: '{Path}'", _running.Refusal, StringComparison.Ordinal);

        await WriteAsync((s_artifact with { TrainedAt = DateTimeOffset.UnixEpoch.AddDays(1) }).ToBytes());
        await LookAsync();
        await LookAsync();
        Assert.StartsWith("19700102T000000-", _running.Current!.Version, StringComparison.Ordinal);
        Assert.Null(_running.Refusal);
    }

    [Fact]
    public async Task File_ThatIsNotThere_IsToldWithTheMendAndTakenWhenItComes()
    {
        await LookAsync();
        Assert.Null(_running.Current);
        Assert.Contains("there is no file", _running.Refusal, StringComparison.Ordinal);

        await WriteAsync(s_artifact.ToBytes());
        await LookAsync();
        await LookAsync();
        Assert.NotNull(_running.Current);
    }

    [Fact]
    public async Task File_ThatIsBeingWritten_IsNotReadHalf()
    {
        await File.WriteAllBytesAsync(Path, s_artifact.ToBytes());
        await LookAsync();

        await WriteAsync(s_artifact.ToBytes()[..1000]);
        await LookAsync();
        await WriteAsync((s_artifact with { TrainedAt = DateTimeOffset.UnixEpoch.AddDays(2) }).ToBytes());
        await LookAsync();
        Assert.Null(_running.Refusal);

        await LookAsync();
        Assert.StartsWith("19700103", _running.Current!.Version, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_ThatIsSwapped_IsNoticed()
    {
        await File.WriteAllBytesAsync(_folder.File("one"), s_artifact.ToBytes());
        await File.WriteAllBytesAsync(_folder.File("two"), [.. (s_artifact with { TrainedAt = DateTimeOffset.UnixEpoch.AddDays(1) }).ToBytes()]);
        File.SetLastWriteTimeUtc(_folder.File("two"), DateTime.UnixEpoch.AddYears(40));
        File.CreateSymbolicLink(Path, "one");
        await LookAsync();
        var before = _running.Current!.Version;

        File.Delete(Path);
        File.CreateSymbolicLink(Path, "two");
        await LookAsync();
        await LookAsync();

        Assert.NotEqual(before, _running.Current!.Version);
    }

    [Fact]
    public async Task Mode_ThatChanges_KeepsTheRouterAndWhatItLearned()
    {
        await File.WriteAllBytesAsync(Path, s_artifact.ToBytes());
        await LookAsync();
        var ledger = _running.Current!.Ledger;

        await _watch.LookAsync(new RouterPolicy { Artifact = Path, Mode = RouterMode.Decide, Explore = 0.1 }, CancellationToken.None);

        Assert.Equal((RouterMode.Decide, 0.1), (_running.Current!.Mode, _running.Current.Explore));
        Assert.Same(ledger, _running.Current.Ledger);
    }

    private Task LookAsync() => _watch.LookAsync(new RouterPolicy { Artifact = Path }, CancellationToken.None);

    // A time of its own each, whatever the file system's clock can tell apart.
    private async Task WriteAsync(byte[] bytes)
    {
        await File.WriteAllBytesAsync(Path, bytes);
        File.SetLastWriteTimeUtc(Path, DateTime.UnixEpoch.AddSeconds(bytes.Length));
    }
}
