using System.Text.RegularExpressions;
using Mesh.Cluster.Tests.Processes;

namespace Mesh.Cluster.Tests;

public sealed class FirstRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task FirstRun_NothingConfigured_ServesAnswersAndEndsWhenAsked()
    {
        await using var mesh = await MeshProcess.StartAsync(_folder.Path);

        Assert.Contains("[simulated:", await mesh.AskAsync("auto"), StringComparison.Ordinal);
        Assert.Equal("live", await mesh.Http.GetStringAsync(new Uri($"{mesh.AdminUrl}/health/live")));
        Assert.StartsWith("ready", await mesh.Http.GetStringAsync(new Uri($"{mesh.AdminUrl}/health/ready")), StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("data/mesh.db")));
        Assert.Equal(0, await mesh.Process.TerminateAsync());
        Assert.Equal(3, Regex.Count(mesh.Process.Output, "^  (curl|dotnet) ", RegexOptions.Multiline));
    }

    [Theory]
    [InlineData("--catlog", "x.yaml", 2, "--catlog")]
    [InlineData("--http", "http://0.0.0.0:18090", 1, "mesh keys create")]
    [InlineData("--catalog", "nowhere.yaml", 1, "--catalog: there is no file 'nowhere.yaml' here")]
    public async Task Start_MistakeInTheOptions_EndsWithWordsAndNoTrace(string option, string value, int exit, string words)
    {
        await using var process = MeshProcess.Begin([option, value], MeshProcess.FreeAddresses(), _folder.Path);

        Assert.Equal(exit, await process.EndAsync());
        Assert.Contains(words, process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_AddressThatIsTaken_NamesTheMend()
    {
        await using var first = await MeshProcess.StartAsync(_folder.Path);
        using var other = new TemporaryFolder();
        var addresses = MeshProcess.FreeAddresses();
        addresses["MESH_GRPC"] = first.GrpcUrl;

        await using var second = MeshProcess.Begin([], addresses, other.Path);

        Assert.Equal(1, await second.EndAsync());
        Assert.Contains($"{first.GrpcUrl}: address already in use", second.Output, StringComparison.Ordinal);
        Assert.Contains("choose another address", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_DataFolderOfARunningMesh_NamesTheMend()
    {
        await using var first = await MeshProcess.StartAsync(_folder.Path);

        await using var second = MeshProcess.Begin([], MeshProcess.FreeAddresses(), _folder.Path);

        Assert.Equal(1, await second.EndAsync());
        Assert.Contains("in use by another mesh", second.Output, StringComparison.Ordinal);
    }
}
