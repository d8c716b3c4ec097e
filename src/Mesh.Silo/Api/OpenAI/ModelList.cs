using Mesh.Contracts.Errors;
using Mesh.Grains.Catalog;

namespace Mesh.Silo.Api.OpenAI;

/// <summary><c>GET /v1/models</c> and <c>/v1/models/{id}</c>: every name that <c>model</c> may hold.</summary>
internal sealed class ModelList(CatalogView views)
{
    /// <summary>Lists routes, then models.</summary>
    public IResult List() => Results.Json(new { @object = "list", data = Names().Select(n => Entry(n.Name, n.Owner)) });

    /// <summary>One of them.</summary>
    /// <exception cref="MeshException">not_found.</exception>
    public IResult Get(string id)
    {
        views.Current.Target(id);
        var (name, owner) = Names().FirstOrDefault(n => string.Equals(n.Name, id, StringComparison.OrdinalIgnoreCase), (Name: id, Owner: "endpoint"));
        return Results.Json(Entry(name, owner));
    }

    private IEnumerable<(string Name, string Owner)> Names()
    {
        var document = views.Current.Document;
        var served = document.Endpoints.Select(e => e.Model).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return document.Routes.Select(r => (r.Name, "meshsilo-route"))
            .Concat(document.Models.Where(m => served.Contains(m.Name)).Select(m => (m.Name, m.Family ?? "meshsilo")));
    }

    private static object Entry(string id, string owner) => new { id, @object = "model", created = 0, owned_by = owner };
}
