using Mesh.Contracts.Catalog;

namespace Mesh.Grains.Tools;

/// <summary>What a session with a tool server rests on: where it is the same, a new revision of the catalogue changes nothing for the session.</summary>
/// <param name="Words">All of it.</param>
internal readonly record struct ToolConnection(string Words)
{
    /// <summary>That of a server.</summary>
    public static ToolConnection Of(ToolServerEntry server)
    {
        var headers = string.Join('\n', server.Headers.OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => $"{h.Key}: {h.Value}"));
        return new ToolConnection($"{server.Url}\n{server.ApiKey}\n{server.ApiKeyHeader}\n{server.ConnectTimeout}\n{server.Limits.CallTimeout}\n{server.Limits.MaxResultBytes}\n{headers}");
    }
}
