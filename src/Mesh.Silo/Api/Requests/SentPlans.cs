using Mesh.Catalog.Plans;
using Mesh.Contracts.Access;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Grains.Catalog;

namespace Mesh.Silo.Api.Requests;

/// <summary>Plans that callers send with their requests: by the scope <c>plans</c>, and over what the running catalogue has.</summary>
/// <param name="views">The running catalogue.</param>
internal sealed class SentPlans(CatalogView views)
{
    private const int MostTold = 5;

    /// <summary>The plan in a request; null for none.</summary>
    /// <param name="text">YAML or JSON; null or empty for none.</param>
    /// <param name="field">Where it stands.</param>
    /// <param name="caller">Who sends it.</param>
    /// <exception cref="MeshException">permission_denied, reason plan_scope; invalid_request, reason invalid_plan, naming the field and place of the first mistake.</exception>
    public NodeEntry? Read(string? text, string field, CallerIdentity caller)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (!caller.Has("plans"))
        {
            throw new MeshException(MeshErrorCode.PermissionDenied, "plan_scope", $"'{field}' needs a key with the scope 'plans'. Leave it out and ask for a route with a plan, or ask for such a key.", field);
        }

        var (plan, mistakes) = PlanReader.Read(text, views.Current.Document);
        return mistakes.Count == 0 ? plan : throw new MeshException(
            MeshErrorCode.InvalidRequest,
            "invalid_plan",
            string.Join(" ", mistakes.Take(MostTold).Select(m => Words(m, field))) + (mistakes.Count > MostTold ? $" {mistakes.Count - MostTold} more mistakes follow." : ""),
            Place(mistakes[0], field));
    }

    private static string Words(CatalogMistake mistake, string field) => $"'{Place(mistake, field)}' (line {mistake.Line}, column {mistake.Column}) {mistake.Problem} {mistake.Mend}".TrimEnd();

    private static string Place(CatalogMistake mistake, string field) => mistake.Field is "" or "(file)" ? field : $"{field}.{mistake.Field}";
}
