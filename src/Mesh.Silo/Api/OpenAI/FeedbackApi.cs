using System.Text.Json;
using Mesh.Contracts.Errors;
using Mesh.Silo.Access;
using Mesh.Silo.Api.Requests;

namespace Mesh.Silo.Api.OpenAI;

/// <summary><c>POST /v1/feedback</c>: how well an answer was. OpenAI's API has nothing like it.</summary>
internal sealed class FeedbackApi(Feedback feedback)
{
    /// <summary>Takes one.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        var (decision, score, task) = Read(await RequestBody.ReadAsync(context.Request));
        var counted = await feedback.TakeAsync(context.Caller(), decision, score, task, "decision");
        await Results.Json(new { counted = counted is not null, task = counted?.Task, model = counted?.Model }).ExecuteAsync(context);
    }

    private static (string Decision, double Score, string? Task) Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.EnumerateObject().FirstOrDefault(p => p.Name is not ("decision" or "score" or "task")) is { Value.ValueKind: not JsonValueKind.Undefined } other)
            {
                throw Invalid(other.Name.Length <= 64 ? other.Name : other.Name[..64], "is not a field here; send 'decision', 'score' and, if you like, 'task'.");
            }

            return root.ValueKind != JsonValueKind.Object ? throw Malformed()
                : !root.TryGetProperty("decision", out var decision) || decision.ValueKind != JsonValueKind.String ? throw Invalid("decision", "must be a decision's id, as the header x-mesh-decision tells it.")
                : !root.TryGetProperty("score", out var score) || score.ValueKind != JsonValueKind.Number ? throw Invalid("score", "must be a number from 0 to 1.")
                : root.TryGetProperty("task", out var task) && task.ValueKind != JsonValueKind.String ? throw Invalid("task", "must be a text.")
                : (decision.GetString()!, score.GetDouble(), task.ValueKind == JsonValueKind.String ? task.GetString() : null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Malformed();
        }
    }

    private static MeshException Malformed() => new(MeshErrorCode.InvalidRequest, "invalid_json", "The body must be one JSON object.");

    private static MeshException Invalid(string field, string problem) => new(MeshErrorCode.InvalidRequest, "invalid_value", $"'{field}' {problem}", field);
}
