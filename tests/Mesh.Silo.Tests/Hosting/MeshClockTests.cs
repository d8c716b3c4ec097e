using Mesh.Grains.Tests.Hosting;
using Mesh.Load;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.Reminders;
using Orleans.Runtime;

namespace Mesh.Silo.Tests.Hosting;

public sealed class MeshClockTests
{
    [Fact]
    public async Task Silo_OnAClockThatATestMoves_KeepsTheSystemsForOrleansOwnWaits()
    {
        var time = new FakeTimeProvider();
        await using var mesh = await RunningMesh.StartAsync(services: s => s.AddMeshClock(time));

        Assert.Same(time, mesh.Services.GetRequiredService<TimeProvider>());
        Assert.Same(time, mesh.Services.GetRequiredKeyedService<TimeProvider>(TimeProviderNames.Grains));
        Assert.Same(TimeProvider.System, mesh.Services.GetRequiredKeyedService<TimeProvider>(ReminderTimeProviderNames.Reminders));
    }
}
