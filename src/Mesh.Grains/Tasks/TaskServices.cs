using Mesh.Grains.Access;
using Mesh.Grains.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Mesh.Grains.Tasks;

/// <summary>Adds long tasks to a silo.</summary>
internal static class TaskServices
{
    /// <summary>Adds their parts.</summary>
    public static IServiceCollection AddTasks(this IServiceCollection services)
    {
        services.TryAddSingleton<ICallerStanding, AnyStanding>();
        return services
            .AddSingleton(provider => new TaskPlaces(provider.GetRequiredService<IOptions<MeshSiloOptions>>().Value.MostTasks))
            .AddSingleton<TaskParts>()
            .AddSingleton<TaskDesk>()
            .AddHostedService<TaskStart>();
    }
}
