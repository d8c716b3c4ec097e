using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>From the proto's class to the contracts'.</summary>
internal static class ClassMapping
{
    /// <summary>The class; null when it is left out.</summary>
    /// <exception cref="MeshException">invalid_request, naming the field.</exception>
    public static WorkClass? Of(V1.WorkClass workClass, string field) => Fields.KnownOrUnset(workClass, field) switch
    {
        V1.WorkClass.Critical => WorkClass.Critical,
        V1.WorkClass.Standard => WorkClass.Standard,
        V1.WorkClass.Sheddable => WorkClass.Sheddable,
        _ => null,
    };
}
