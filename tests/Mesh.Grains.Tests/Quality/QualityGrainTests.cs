using Mesh.Contracts.Routing;
using Mesh.Grains.Quality;
using Mesh.Grains.Tests.Hosting;

namespace Mesh.Grains.Tests.Quality;

[Collection(Clusters.Name)]
public sealed class QualityGrainTests
{
    // A write that was done and told as failed leaves a version that the grain does not know.
    [Fact]
    public async Task Outcomes_AfterAWriteThatWasDoneAndToldAsFailed_AreWrittenDown()
    {
        await using var mesh = await MeshCluster.StartAsync(1);
        var grain = mesh.Client.GetGrain<IQualityGrain>(IQualityGrain.Key);

        // Before there is anything to write: it is written whenever its round comes.
        mesh.LosesAnswersOf = "quality";
        await grain.RecordAsync("d1", "code", "m", 1, "acme", hasOthers: false);
        await Wait.UntilAsync(() => mesh.AnswersLost > 0, "a write is done and told as failed", 30);
        mesh.LosesAnswersOf = null;

        await grain.RecordAsync("d2", "code", "m", 1, "acme", hasOthers: false);
        await mesh.Client.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

        Assert.Equal(2, Assert.Single((await grain.ReadAsync(0))!.Cells).Good, 3);
    }

    [Fact]
    public void Decisions_BeyondTheBound_AreForgottenOldestFirst()
    {
        var counted = new CountedDecisions();
        for (var i = 0; i <= CountedDecisions.Most; i++)
        {
            Assert.True(counted.Add($"d{i}"));
        }

        Assert.False(counted.Add("d1"));
        Assert.True(counted.Add("d0"));
    }
}
