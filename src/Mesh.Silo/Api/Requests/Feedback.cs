using Mesh.Contracts.Access;
using Mesh.Contracts.Errors;
using Mesh.Grains.Catalog;
using Mesh.Grains.Router;

namespace Mesh.Silo.Api.Requests;

/// <summary>What callers say of an answer, the same at both doors.</summary>
internal sealed class Feedback(CatalogView views, DecisionDesk desk)
{
    private const int LongestId = 64;
    private const int MostToldTasks = 20;

    /// <summary>Counts it; gives the task and model that it counts for, null where it does not.</summary>
    /// <param name="caller">Who says it.</param>
    /// <param name="id">The decision.</param>
    /// <param name="score">How well it was, 0 to 1.</param>
    /// <param name="task">The class of task; null or empty for what was told when it was decided.</param>
    /// <param name="idField">What the door calls the decision.</param>
    /// <exception cref="MeshException">invalid_request, naming the field; not_found.</exception>
    public Task<(string Task, string Model)?> TakeAsync(CallerIdentity caller, string id, double score, string? task, string idField)
    {
        if (score is not (>= 0 and <= 1))
        {
            throw Invalid("score", "'score' must be a number from 0 to 1.");
        }

        var of = string.IsNullOrEmpty(task) ? null : Known(CallerHints.Word(task, "task").ToLowerInvariant());
        return desk.JudgeAsync(caller, Id(id, idField), score, of);
    }

    /// <summary>The id of a decision.</summary>
    /// <exception cref="MeshException">invalid_request, naming the field.</exception>
    public static string Id(string id, string field) => id.Length is > 0 and <= LongestId ? id : throw Invalid(field, $"'{field}' must hold a decision's id.");

    private string Known(string task)
    {
        var known = views.Current.Qualities?.Tasks ?? [];
        return known.Contains(task, StringComparer.OrdinalIgnoreCase)
            ? task
            : throw Invalid("task", $"'task' must be a class of tasks: {string.Join(", ", known.Take(MostToldTasks))}.");
    }

    private static MeshException Invalid(string field, string message) => new(MeshErrorCode.InvalidRequest, "invalid_value", message, field);
}
