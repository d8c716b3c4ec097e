using System.Collections.Immutable;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Mesh.Silo.Relay;

/// <summary>A path of an engine that other silos may ask: <c>/relay/ENGINE/v1/...</c>. Nothing of an engine's own path is taken from the caller.</summary>
internal sealed class RelayPath
{
    private const string Prefix = "/relay/";
    private readonly string _method;

    private RelayPath(string method, string asked, bool isWork)
    {
        (_method, Asked, IsWork) = (method, asked, isWork);

        // Never run: spans are named by it.
        Endpoint = new RouteEndpoint(_ => Task.CompletedTask, RoutePatternFactory.Parse($"{Prefix}{{engine}}{asked}"), order: 0, EndpointMetadataCollection.Empty, asked);
    }

    /// <summary>All of them.</summary>
    public static ImmutableArray<RelayPath> All { get; } = [new("POST", "/v1/chat/completions", isWork: true), new("POST", "/v1/embeddings", isWork: true), new("GET", "/v1/models", isWork: false)];

    /// <summary>What the engine is asked.</summary>
    public string Asked { get; }

    /// <summary>Whether that takes one of the engine's places; a look at its models takes none.</summary>
    public bool IsWork { get; }

    /// <summary>What spans are named by.</summary>
    public Endpoint Endpoint { get; }

    /// <summary>The engine whose path this is; null where a request asks for something else.</summary>
    public string? EngineOf(HttpRequest request)
    {
        var path = request.Path.Value ?? "";
        if (!HttpMethods.Equals(request.Method, _method) || !path.StartsWith(Prefix, StringComparison.Ordinal) || !path.EndsWith(Asked, StringComparison.Ordinal))
        {
            return null;
        }

        var end = path.Length - Asked.Length;
        return end > Prefix.Length && !path.AsSpan(Prefix.Length..end).Contains('/') ? path[Prefix.Length..end] : null;
    }
}
