namespace Mesh.Contracts.Catalog;

/// <summary>A server whose tools models may call inside plans: it speaks the Model Context Protocol over HTTP.</summary>
[GenerateSerializer, Immutable, Alias("mesh.ToolServerEntry")]
public sealed record ToolServerEntry
{
    /// <summary>The header of a key that is sent as a bearer's.</summary>
    public const string Bearer = "authorization";

    /// <summary>Name in the catalogue.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>Its one address, such as <c>https://tools.example.com/mcp</c>.</summary>
    [Id(1)] public required Uri Url { get; init; }

    /// <summary>Where its key is found; never the key itself. Null when none is sent.</summary>
    [Id(2)] public SecretReference? ApiKey { get; init; }

    /// <summary>The header in which the key is sent: as a bearer's in <see cref="Bearer"/>, as it is in any other.</summary>
    /// <value><see cref="Bearer"/>.</value>
    [Id(3)] public string ApiKeyHeader { get; init; } = Bearer;

    /// <summary>Further headers sent with each call. Never credentials.</summary>
    [Id(4)] public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Time to open a connection.</summary>
    /// <value>5 seconds.</value>
    [Id(5)] public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The tools that may be called; null for all that it has.</summary>
    [Id(6)] public IReadOnlyList<string>? Tools { get; init; }

    /// <summary>SHA-256 of tools' definitions by name, 64 hexadecimal digits; one that is defined otherwise is neither offered nor called.</summary>
    [Id(7)] public IReadOnlyDictionary<string, string> Pins { get; init; } = new Dictionary<string, string>();

    /// <summary>Data classes that it may see, such as <c>private</c>; empty when none is granted.</summary>
    [Id(8)] public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>Tenants that may use it; null for all.</summary>
    [Id(9)] public IReadOnlyList<string>? Tenants { get; init; }

    /// <summary>How much of it is used.</summary>
    [Id(10)] public ToolServerLimits Limits { get; init; } = new();

    /// <summary>How long a list of its tools counts.</summary>
    /// <value>5 minutes.</value>
    [Id(11)] public TimeSpan Refresh { get; init; } = TimeSpan.FromMinutes(5);
}
