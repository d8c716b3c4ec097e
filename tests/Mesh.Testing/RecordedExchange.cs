using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Mesh.Testing;

/// <summary>A recorded request of a real API and what it answered.</summary>
/// <param name="Name">File name.</param>
/// <param name="Path">Path of the request.</param>
/// <param name="Request">Body of the request.</param>
/// <param name="Status">Status of the answer.</param>
/// <param name="ContentType">Content type of the answer.</param>
/// <param name="Headers">Rate-limit and request-id headers of the answer.</param>
/// <param name="Response">Body of the answer.</param>
public sealed record RecordedExchange(string Name, string Path, string Request, int Status, string ContentType, IReadOnlyDictionary<string, string> Headers, string Response)
{
    /// <summary>The request, to be changed at will.</summary>
    public JsonObject Json => JsonNode.Parse(Request)!.AsObject();

    /// <summary>Whether it is a chat, and no embedding.</summary>
    public bool IsChat => Path.EndsWith("/completions", StringComparison.Ordinal);

    /// <summary>Whether the recorded answer is a stream.</summary>
    public bool IsStream => ContentType.StartsWith("text/event-stream", StringComparison.Ordinal);

    /// <summary>Reads a folder of recordings.</summary>
    public static IReadOnlyList<RecordedExchange> Load(string folder) => [.. Directory.GetFiles(folder, "*.yaml").Order(StringComparer.Ordinal).Select(Read)];

    /// <summary>The reply that repeats this answer; streams go out event by event.</summary>
    public UpstreamReply Reply() => new()
    {
        Status = Status,
        ContentType = ContentType,
        Headers = Headers,
        Pieces = IsStream
            ? [.. Response.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(e => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(e + "\n\n"))]
            : [Encoding.UTF8.GetBytes(Response)],
    };

    /// <summary>Whether a request is this one, whatever model name and usage option the mesh set.</summary>
    public bool Matches(UpstreamRequest request)
    {
        var recorded = Json;
        var asked = request.Json;
        foreach (var json in new[] { recorded, asked })
        {
            json.Remove("stream_options");
        }

        return request.Path.EndsWith(Path, StringComparison.Ordinal) && JsonNode.DeepEquals(recorded, asked);
    }

    private static RecordedExchange Read(string file)
    {
        var yaml = new YamlStream();
        using var reader = new StreamReader(file);
        yaml.Load(reader);
        var interaction = yaml.Documents[0].RootNode["interactions"][0];
        var (request, response) = (interaction["request"], interaction["response"]);
        var headers = ((YamlMappingNode)response["headers"]).Children.ToDictionary(h => h.Key.ToString(), h => h.Value[0].ToString(), StringComparer.OrdinalIgnoreCase);
        return new RecordedExchange(
            System.IO.Path.GetFileNameWithoutExtension(file),
            new Uri(Text(request, "url")).AbsolutePath["/v1".Length..],
            Text(request, "body"),
            int.Parse(Text(response, "code"), CultureInfo.InvariantCulture),
            headers["Content-Type"],
            headers.Where(h => h.Key.StartsWith("X-Ratelimit", StringComparison.OrdinalIgnoreCase) || h.Key.Equals("X-Request-Id", StringComparison.OrdinalIgnoreCase)).ToDictionary(),
            Text(response, "body"));
    }

    private static string Text(YamlNode node, string name) => ((YamlScalarNode)node[name]).Value ?? "";
}
