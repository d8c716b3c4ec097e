namespace Mesh.Silo.Hosting;

/// <summary>The process's settings: <c>--name value</c>, <c>MESH_NAME</c> in the environment, or appsettings.</summary>
internal sealed class MeshSettings
{
    /// <summary>Catalogue file or files, separated by commas; null for the first-run catalogue.</summary>
    public string? Catalog { get; set; }

    /// <summary>Folder of the embedded store.</summary>
    public string Data { get; set; } = "./data";

    /// <summary>Connection of the Redis that keeps grain state; null for the embedded store.</summary>
    public string? Redis { get; set; }

    /// <summary>Address of the OpenAI door.</summary>
    public string Http { get; set; } = "http://127.0.0.1:8090";

    /// <summary>Address of the gRPC door.</summary>
    public string Grpc { get; set; } = "http://127.0.0.1:8091";

    /// <summary>Address of administration, metrics and health.</summary>
    public string Admin { get; set; } = "http://127.0.0.1:8092";

    /// <summary>Key file; null for <c>keys.yaml</c> in the data folder.</summary>
    public string? Keys { get; set; }

    /// <summary>PEM file of the certificate and its chain, for addresses that begin with https.</summary>
    public string? TlsCert { get; set; }

    /// <summary>PEM file of the certificate's key.</summary>
    public string? TlsKey { get; set; }

    /// <summary>Whether plain text may be spoken to other machines.</summary>
    public bool Insecure { get; set; }

    /// <summary>Where traces are sent (OTLP over HTTP); null for OTEL_EXPORTER_OTLP_ENDPOINT, and for nowhere when that is not set either.</summary>
    public string? Otlp { get; set; }

    /// <summary>Most requests under way, those that wait included; everything beyond is refused.</summary>
    public int MaxRequests { get; set; } = 4096;

    /// <summary>Seconds that a write to a caller may take before its stream is cut.</summary>
    public double WriteDeadline { get; set; } = 30;

    /// <summary>The key file.</summary>
    public string KeyFile => Keys ?? Path.Combine(Data, "keys.yaml");

    /// <summary>The doors' addresses with the options that set them.</summary>
    public IReadOnlyList<(string Option, string Address)> Addresses => [("--http", Http), ("--grpc", Grpc), ("--admin", Admin)];

    /// <summary>The catalogue's files.</summary>
    public IReadOnlyList<string> CatalogFiles => Catalog?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>Puts the settings together: what <paramref name="arguments"/> set wins over the environment, and that over appsettings.json.</summary>
    /// <exception cref="InvalidOperationException">A value is of the wrong kind.</exception>
    public static MeshSettings From(IReadOnlyDictionary<string, string?> arguments)
    {
        var environment = MeshCommandLine.Names
            .Select(n => KeyValuePair.Create(MeshCommandLine.KeyOf(n), Environment.GetEnvironmentVariable("MESH_" + n.Replace('-', '_').ToUpperInvariant())))
            .Where(p => p.Value is not null);
        var settings = new MeshSettings();
        new ConfigurationBuilder()
            .SetBasePath(Directory.GetCurrentDirectory())
            .AddJsonFile("appsettings.json", optional: true)
            .AddInMemoryCollection(environment)
            .AddInMemoryCollection(arguments)
            .Build()
            .GetSection("Mesh")
            .Bind(settings);
        return settings;
    }
}
