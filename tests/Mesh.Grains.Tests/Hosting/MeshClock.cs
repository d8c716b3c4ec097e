using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Mesh.Grains.Tests.Hosting;

/// <summary>A clock of the mesh's own, which a test moves.</summary>
internal static class MeshClock
{
    /// <summary>
    /// Gives the mesh and its grains this clock. Orleans' own parts keep the system's: the timer with which they wait for a moment is of whole
    /// milliseconds, and what is left of one they would spend looking, for ever, at a clock that stands still.
    /// </summary>
    public static void AddMeshClock(this IServiceCollection services, TimeProvider time) => services
        .AddSingleton(time)
        .AddKeyedSingleton(KeyedService.AnyKey, TimeProvider.System)
        .AddKeyedSingleton(TimeProviderNames.Grains, time);
}
