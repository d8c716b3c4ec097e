using Mesh.Contracts.Cluster;
using Mesh.Grains.Hosting;
using Mesh.Grains.Redis;

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

    /// <summary>Most long tasks that run at once; further ones wait.</summary>
    public int MaxTasks { get; set; } = 32;

    /// <summary>Memory for answers that routes keep, in MiB; as much may be this silo's in a Redis.</summary>
    public int CacheMemory { get; set; } = 64;

    /// <summary>Seconds that a write to a caller may take before its stream is cut.</summary>
    public double WriteDeadline { get; set; } = 30;

    /// <summary>Name of the cluster; silos of one Redis and one name find each other.</summary>
    public string Cluster { get; set; } = "mesh";

    /// <summary>What the silo is there for: edge, worker, or both with a comma between.</summary>
    public string Role { get; set; } = "edge";

    /// <summary>Name of the machine or pod; null for the system's.</summary>
    public string? Node { get; set; }

    /// <summary>Address at which other silos reach this one, as HOST:PORT; it is listened on too. Null for a free port of loopback.</summary>
    public string? Silo { get; set; }

    /// <summary>Address at which Orleans clients reach this silo, as HOST:PORT; null when none may.</summary>
    public string? Gateway { get; set; }

    /// <summary>Address at which other silos reach a worker's engines, as HOST:PORT; null for a free port of loopback.</summary>
    public string? Relay { get; set; }

    /// <summary>Root addresses of the engines on a worker's node, separated by commas; null to look at the usual ports of loopback.</summary>
    public string? Engines { get; set; }

    /// <summary>Where the cluster's secret is found, as env:NAME or file:PATH; null when certificates are used.</summary>
    public string? ClusterSecret { get; set; }

    /// <summary>PEM file of the certificate that this silo shows to others.</summary>
    public string? ClusterCert { get; set; }

    /// <summary>PEM file of that certificate's key.</summary>
    public string? ClusterKey { get; set; }

    /// <summary>PEM file of the authority that signs the cluster's certificates and no others.</summary>
    public string? ClusterCa { get; set; }

    /// <summary>What the Redis promises: durable (looked at when the silo starts), declared (by its operator, where it may not be looked at), or volatile.</summary>
    public string RedisDurability { get; set; } = "durable";

    /// <summary>Whether an empty or another Redis than before is taken as it is.</summary>
    public bool RedisAdopt { get; set; }

    /// <summary>Seconds that a stopping silo shows itself as not ready while it still takes new work, so that balancers turn away first.</summary>
    public double DrainNotice { get; set; } = 2;

    /// <summary>Seconds after the notice in which live answers may finish before they are cut.</summary>
    public double Drain { get; set; } = 60;

    /// <summary>Seconds in which the whole process stops, the drain included.</summary>
    public double Shutdown { get; set; } = 90;

    /// <summary>Seconds that the platform gives before it kills, such as Kubernetes' terminationGracePeriodSeconds; 0 when it is not known.</summary>
    public double PodGrace { get; set; }

    /// <summary>The node's name.</summary>
    public string NodeName => Node ?? Environment.MachineName;

    /// <summary>The roles; <see cref="SiloRole.None"/> when one of the words is none.</summary>
    public SiloRole Roles
    {
        get
        {
            SiloRole[] roles = [.. Role.Split(',', StringSplitOptions.TrimEntries).Select(r => r switch { "edge" => SiloRole.Edge, "worker" => SiloRole.Worker, _ => SiloRole.None })];
            return roles.Contains(SiloRole.None) ? SiloRole.None : roles.Aggregate(SiloRole.None, (all, role) => all | role);
        }
    }

    /// <summary>What the Redis is trusted to keep.</summary>
    public RedisDurability Durability => Enum.Parse<RedisDurability>(RedisDurability, ignoreCase: true);

    /// <summary>The key file.</summary>
    public string KeyFile => Keys ?? Path.Combine(Data, "keys.yaml");

    /// <summary>The doors' addresses with the options that set them.</summary>
    public IReadOnlyList<(string Option, string Address)> Addresses => [("--http", Http), ("--grpc", Grpc), ("--admin", Admin)];

    /// <summary>The catalogue's files.</summary>
    public IReadOnlyList<string> CatalogFiles => Words(Catalog);

    /// <summary>Root addresses of the engines; empty to look at the usual ports.</summary>
    public IReadOnlyList<string> EngineRoots => Words(Engines);

    /// <summary>The silo's part of them.</summary>
    public void Apply(MeshSiloOptions options)
    {
        options.CatalogFiles = CatalogFiles;
        options.MostRequests = MaxRequests;
        options.MostTasks = MaxTasks;
        options.CacheBytes = CacheMemory * 1024L * 1024;
        options.Role = Roles;
        options.Node = NodeName;
        options.Relay = Relay is null || !Roles.HasFlag(SiloRole.Worker) ? null : $"https://{Relay}";
        options.Engines = EngineRoots;
    }

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

    private static string[] Words(string? list) => list?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
