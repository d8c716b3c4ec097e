using Mesh.Contracts.Routing;

namespace Mesh.Silo.Api.Requests;

/// <summary>Who answered, as both doors say it.</summary>
internal static class AnswerSources
{
    /// <summary>Its name; null for a model that was asked.</summary>
    public static string? NameOf(AnswerSource source) => source switch
    {
        AnswerSource.Exact => "exact",
        AnswerSource.Semantic => "semantic",
        AnswerSource.Rule => "rule",
        _ => null,
    };
}
