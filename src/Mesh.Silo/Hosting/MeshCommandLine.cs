using System.CommandLine;

namespace Mesh.Silo.Hosting;

/// <summary>The process's options on the command line. What is left out comes from the environment, appsettings.json or the default.</summary>
internal static class MeshCommandLine
{
    private static readonly (string Name, string Value, string Help)[] s_options =
    [
        ("catalog", "FILE", "catalogue file or files, separated by commas; followed while the mesh runs"),
        ("data", "DIR", "folder of the embedded store [./data]"),
        ("redis", "CONNECTION", "keep grain state in this Redis instead of the embedded store"),
        ("http", "URL", "address of the OpenAI-compatible door [http://127.0.0.1:8090]"),
        ("grpc", "URL", "address of the gRPC door [http://127.0.0.1:8091]"),
        ("admin", "URL", "address of administration, metrics and health [http://127.0.0.1:8092]"),
        ("keys", "FILE", "key file [keys.yaml in the data folder]"),
        ("tls-cert", "FILE", "PEM certificate and chain for https addresses; followed while the mesh runs"),
        ("tls-key", "FILE", "PEM key of the certificate"),
        ("max-requests", "COUNT", "most requests under way, those that wait included; all beyond are refused [4096]"),
        ("write-deadline", "SECONDS", "time for a write to a caller that reads slowly before its stream is cut [30]"),
        ("otlp", "URL", "send traces there by OTLP over HTTP, such as http://127.0.0.1:4318"),
    ];

    /// <summary>The names that settings have, each without its dashes.</summary>
    public static IEnumerable<string> Names => s_options.Select(o => o.Name).Append("insecure");

    /// <summary>The key of a setting in configuration: <c>tls-cert</c> is <c>Mesh:TlsCert</c>, and <c>MESH_TLS_CERT</c> in the environment.</summary>
    public static string KeyOf(string name) => "Mesh:" + name.Replace("-", "", StringComparison.Ordinal);

    /// <summary>
    /// Reads the arguments. Gives what was set, or the exit code of a run that ends here: 0 after help or version, 2 after a mistake,
    /// which is told on the error output.
    /// </summary>
    public static (IReadOnlyDictionary<string, string?> Set, int? Exit) Read(string[] args)
    {
        var options = s_options.Select(o => new Option<string?>("--" + o.Name) { Description = o.Help, HelpName = o.Value }).ToArray();
        var insecure = new Option<bool>("--insecure") { Description = "speak plain text to other machines" };
        var root = new RootCommand("Serves the mesh. Every option is also a variable: --tls-cert is MESH_TLS_CERT.") { insecure };
        foreach (var option in options)
        {
            root.Options.Add(option);
        }

        root.SetAction(_ => 0);
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0 || parsed.Action != root.Action)
        {
            var exit = parsed.Invoke();
            return (new Dictionary<string, string?>(), exit == 0 ? 0 : 2);
        }

        var set = options.Where(o => parsed.GetValue(o) is not null).ToDictionary(o => KeyOf(o.Name[2..]), o => parsed.GetValue(o));
        if (parsed.GetValue(insecure))
        {
            set[KeyOf("insecure")] = "true";
        }

        return (set, null);
    }
}
