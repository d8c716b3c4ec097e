using Mesh.Grains.Reviews;
using Mesh.Silo.Access;
using Mesh.Silo.Api.Grpc;

namespace Mesh.Silo.Api.OpenAI;

/// <summary><c>GET /v1/reviews/{id}</c>: what has become of a request that was handed over to a person. OpenAI's API has nothing like it.</summary>
internal sealed class ReviewAnswerApi(ReviewDesk desk)
{
    /// <summary>Tells it, to any key of the tenant.</summary>
    /// <exception cref="Contracts.Errors.MeshException">invalid_request; not_found.</exception>
    public async Task GetAsync(HttpContext context, string id)
    {
        var standing = await desk.StandingAsync(context.Caller(), ReviewFields.Id(id), context.RequestAborted);
        await Results.Json(new
        {
            id = standing.Id,
            @object = "review",
            status = standing.State.ToString().ToLowerInvariant(),
            queue = standing.Queue,
            created_at = standing.CreatedAt.ToUnixTimeSeconds(),
            expires_at = standing.ExpiresAt.ToUnixTimeSeconds(),
            closed_at = standing.ClosedAt?.ToUnixTimeSeconds(),
            answer = standing.Verdict is { Text.Length: > 0 } answered ? answered.Text : null,
            rejection = standing.Verdict is { Reason.Length: > 0 } rejected ? rejected.Reason : null,
            model = standing.Verdict?.Model,
        }).ExecuteAsync(context);
    }
}
