using System.Reflection;
using Mesh.Contracts.Endpoints;

namespace Mesh.Grains.Tests.Turns;

/// <summary>A grain factory whose grains take every call and do nothing.</summary>
public class DeafGrains : DispatchProxy
{
    /// <summary>Makes one.</summary>
    public static IGrainFactory Make() => Create<IGrainFactory, DeafGrains>();

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.ReturnType == typeof(Task) ? Task.CompletedTask : Create<IEndpointGrain, DeafGrains>();
}
