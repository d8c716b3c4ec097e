using System.Net;
using System.Text.Json.Nodes;
using Mesh.Load;

namespace Mesh.Silo.Tests.Api.OpenAI;

/// <summary>Asks at the OpenAI door as a program without an SDK does.</summary>
internal static class OpenAICaller
{
    public static string Chat(string model, string more = "") => $$"""{"model":"{{model}}","messages":[{"role":"user","content":"hello"}]{{more}}}""";

    public static string Header(this HttpResponseMessage response, string name) => Assert.Single(response.Headers.GetValues(name));

    /// <summary>The error object of a response, whose four standard fields are there whatever happened.</summary>
    public static async Task<JsonObject> ErrorAsync(this HttpResponseMessage response)
    {
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!.AsObject();
        Assert.All(["message", "type", "param", "code"], field => Assert.True(error.ContainsKey(field), $"no '{field}'"));
        return error;
    }

    public static async Task RefusedAsync(this HttpResponseMessage response, HttpStatusCode status, string code, string? param = null)
    {
        var error = await response.ErrorAsync();
        Assert.Equal((status, code, param), (response.StatusCode, error["code"]!.GetValue<string>(), error["param"]?.GetValue<string>()));
    }

    public static Task<HttpResponseMessage> SendAsync(this RunningMesh mesh, HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return mesh.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public static StringContent Json(string body) => new(body, System.Text.Encoding.UTF8, "application/json");
}
