using Mesh.Contracts.Access;

namespace Mesh.Silo.Access;

/// <summary>Reads who is calling.</summary>
internal static class CallerFeatures
{
    /// <summary>The authenticated caller of a request that a door let in.</summary>
    public static CallerIdentity Caller(this HttpContext context) =>
        context.Features.Get<CallerFeature>()?.Caller ?? throw new InvalidOperationException("the door let a request in without a caller");
}
