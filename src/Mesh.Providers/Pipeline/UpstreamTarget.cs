using Mesh.Contracts.Catalog;

namespace Mesh.Providers.Pipeline;

/// <summary>Where one attempt goes.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Model">The model that it serves.</param>
/// <param name="Provider">How it is spoken to.</param>
public sealed record UpstreamTarget(EndpointEntry Endpoint, ModelEntry Model, ProviderEntry Provider)
{
    /// <summary>Largest answer in bytes where neither endpoint nor model says otherwise.</summary>
    public const long DefaultAnswerBytes = 64 * 1024 * 1024;

    /// <summary>What the mesh may fetch on a caller's behalf; nothing by default.</summary>
    public FetchPolicy Fetch { get; init; } = new();

    /// <summary>Largest answer in bytes as endpoint or model say; null where neither does.</summary>
    public long? AllowedAnswerBytes => Endpoint.MaxAnswerBytes ?? Model.MaxAnswerBytes;

    /// <summary>Time to open a connection to it.</summary>
    public TimeSpan ConnectTimeout => Endpoint.Timeouts.Connect ?? Model.Timeouts.Connect ?? Provider.ConnectTimeout;
}
