using Mesh.Contracts.Access;

namespace Mesh.Silo.Access;

/// <summary>Who is calling, as found by the door.</summary>
/// <param name="Caller">The caller.</param>
internal sealed record CallerFeature(CallerIdentity Caller);

/// <summary>Reads who is calling.</summary>
internal static class CallerFeatures
{
    /// <summary>The authenticated caller of a request that a door let in.</summary>
    public static CallerIdentity Caller(this HttpContext context) =>
        context.Features.Get<CallerFeature>()?.Caller ?? throw new InvalidOperationException("the door let a request in without a caller");
}
