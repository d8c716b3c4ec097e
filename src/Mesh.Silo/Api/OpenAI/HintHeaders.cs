using Mesh.Contracts.Access;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Silo.Api.Requests;
using Microsoft.Extensions.Primitives;

namespace Mesh.Silo.Api.OpenAI;

/// <summary>What headers say of a request beyond its body.</summary>
internal static class HintHeaders
{
    /// <summary>Data classes, with commas between.</summary>
    public const string Data = "x-mesh-data";

    /// <summary>The class of task.</summary>
    public const string Task = "x-mesh-task";

    /// <summary>interactive or batch.</summary>
    public const string Urgency = "x-mesh-urgency";

    /// <summary>The caller's own words, with commas between.</summary>
    public const string Tags = "x-mesh-tags";

    private const int Longest = 2048;

    /// <summary>A query with who asks and what is said.</summary>
    /// <exception cref="MeshException">invalid_request, naming the header.</exception>
    public static RouteQuery With(this RouteQuery query, HttpRequest request, CallerIdentity caller) => query.From(caller) with
    {
        Data = Words(request, Data, CallerHints.MostClasses),
        Task = request.Headers.TryGetValue(Task, out var task) ? CallerHints.Word(task.ToString(), Task).ToLowerInvariant() : null,
        Urgency = request.Headers.TryGetValue(Urgency, out var urgency) ? Of(urgency) : null,
        Tags = Words(request, Tags, CallerHints.MostTags),
    };

    private static IReadOnlyList<string> Words(HttpRequest request, string header, int most)
    {
        if (!request.Headers.TryGetValue(header, out var values))
        {
            return [];
        }

        var text = values.ToString();
        return text.Length <= Longest
            ? CallerHints.Words(text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), most, header)
            : throw new MeshException(MeshErrorCode.InvalidRequest, "invalid_value", $"'{header}' is longer than {Longest} characters; send fewer words.", header);
    }

    private static Urgency Of(StringValues value) => value.ToString() switch
    {
        "interactive" => Contracts.Routing.Urgency.Interactive,
        "batch" => Contracts.Routing.Urgency.Batch,
        _ => throw new MeshException(MeshErrorCode.InvalidRequest, "invalid_value", $"'{Urgency}' must be interactive or batch.", Urgency),
    };
}
