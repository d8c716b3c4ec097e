namespace Mesh.Silo.Hosting;

/// <summary>The process's settings: <c>--name value</c>, <c>MESH_NAME</c> in the environment, or appsettings.</summary>
internal sealed class MeshSettings
{
    private static readonly Dictionary<string, string> s_switches = new()
    {
        ["--catalog"] = "Mesh:Catalog",
        ["--data"] = "Mesh:Data",
        ["--http"] = "Mesh:Http",
        ["--grpc"] = "Mesh:Grpc",
        ["--admin"] = "Mesh:Admin",
    };

    /// <summary>Catalogue file or files, separated by commas; null for the first-run catalogue.</summary>
    public string? Catalog { get; set; }

    /// <summary>Folder of the embedded store.</summary>
    public string Data { get; set; } = "./data";

    /// <summary>Address of the OpenAI door.</summary>
    public string Http { get; set; } = "http://127.0.0.1:8090";

    /// <summary>Address of the gRPC door.</summary>
    public string Grpc { get; set; } = "http://127.0.0.1:8091";

    /// <summary>Address of administration, metrics and health.</summary>
    public string Admin { get; set; } = "http://127.0.0.1:8092";

    /// <summary>The catalogue's files.</summary>
    public IReadOnlyList<string> CatalogFiles => Catalog?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>Reads the settings; the command line wins over the environment, and that over appsettings.json.</summary>
    public static MeshSettings From(string[] args)
    {
        var environment = s_switches.Values
            .Select(k => KeyValuePair.Create(k, Environment.GetEnvironmentVariable(k.Replace(':', '_').ToUpperInvariant())))
            .Where(p => p.Value is not null);
        var settings = new MeshSettings();
        new ConfigurationBuilder()
            .SetBasePath(Directory.GetCurrentDirectory())
            .AddJsonFile("appsettings.json", optional: true)
            .AddInMemoryCollection(environment)
            .AddCommandLine(args, s_switches)
            .Build()
            .GetSection("Mesh")
            .Bind(settings);
        return settings;
    }
}
