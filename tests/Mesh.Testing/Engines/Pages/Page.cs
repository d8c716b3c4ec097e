using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Testing.Wire;

namespace Mesh.Testing.Engines.Pages;

/// <summary>Answers that are written in one go.</summary>
internal static class Page
{
    /// <summary>A JSON document.</summary>
    public static WireAnswer Json(object body, int status = 200, params KeyValuePair<string, string>[] headers) =>
        Of(status, "application/json", JsonSerializer.SerializeToUtf8Bytes(body), headers);

    /// <summary>A text.</summary>
    public static WireAnswer Text(string body, string contentType = "text/plain; charset=utf-8", int status = 200) => Of(status, contentType, Encoding.UTF8.GetBytes(body));

    /// <summary>An empty body.</summary>
    public static WireAnswer Empty(int status = 200) => Of(status, null, []);

    /// <summary>The list of models in OpenAI's dialect.</summary>
    /// <param name="models">Their names.</param>
    /// <param name="owner">Who they belong to.</param>
    /// <param name="more">What the kind adds to each.</param>
    public static WireAnswer Models(IEnumerable<string> models, string owner, Action<JsonObject>? more = null) => Json(new JsonObject
    {
        ["object"] = "list",
        ["data"] = new JsonArray([.. models.Select(m => Model(m, owner, more))]),
    });

    private static JsonObject Model(string name, string owner, Action<JsonObject>? more)
    {
        var model = new JsonObject { ["id"] = name, ["object"] = "model", ["created"] = 1, ["owned_by"] = owner };
        more?.Invoke(model);
        return model;
    }

    private static WireAnswer Of(int status, string? contentType, byte[] body, params KeyValuePair<string, string>[] headers) =>
        new([new WireStep.Send(WireHttp.Whole(status, contentType, body, headers))]);
}
