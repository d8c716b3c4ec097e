using System.CommandLine;

namespace Mesh.Silo.Hosting;

/// <summary>The process's options on the command line. What is left out comes from the environment, appsettings.json or the default.</summary>
internal static class MeshCommandLine
{
    private static readonly (string Name, string Value, string Help)[] s_options =
    [
        ("catalog", "FILE", "catalogue file or files, separated by commas; followed while the mesh runs"),
        ("data", "DIR", "folder of the embedded store [./data]"),
        ("redis", "CONNECTION", "be one of a cluster: members, grain state and reminders live in this Redis instead of the embedded store"),
        ("redis-durability", "KIND", "durable (looked at), declared (where CONFIG is denied) or volatile [durable]"),
        ("cluster", "NAME", "name of the cluster; silos of one Redis and one name find each other [mesh]"),
        ("role", "ROLES", "edge (doors), worker (beside the node's engines), or edge,worker [edge]"),
        ("node", "NAME", "name of this machine or pod [the system's]"),
        ("silo", "HOST:PORT", "where other silos reach this one [127.0.0.1, a free port]"),
        ("gateway", "HOST:PORT", "where Orleans clients reach this silo [nowhere]"),
        ("relay", "HOST:PORT", "where other silos reach a worker's engines [127.0.0.1, a free port]"),
        ("engines", "URLS", "engines of a worker's node, separated by commas [the usual ports of loopback]"),
        ("cluster-secret", "WHERE", "env:NAME or file:PATH of the secret that silos share, 32 characters or more"),
        ("cluster-cert", "FILE", "PEM certificate that this silo shows to others; followed while the mesh runs"),
        ("cluster-key", "FILE", "PEM key of that certificate"),
        ("cluster-ca", "FILE", "PEM certificate of the authority that signs the cluster's certificates and no others"),
        ("drain-notice", "SECONDS", "time not ready but still serving, when the process is asked to stop [2]"),
        ("drain", "SECONDS", "time after that for live answers to finish [60]"),
        ("shutdown", "SECONDS", "time for the whole stop [90]"),
        ("pod-grace", "SECONDS", "time until the platform kills, to check the others against [not known]"),
        ("http", "URL", "address of the OpenAI-compatible door [http://127.0.0.1:8090]"),
        ("grpc", "URL", "address of the gRPC door [http://127.0.0.1:8091]"),
        ("admin", "URL", "address of administration, metrics and health [http://127.0.0.1:8092]"),
        ("keys", "FILE", "key file [keys.yaml in the data folder]"),
        ("tls-cert", "FILE", "PEM certificate and chain for https addresses; followed while the mesh runs"),
        ("tls-key", "FILE", "PEM key of the certificate"),
        ("max-requests", "COUNT", "most requests under way, those that wait included; all beyond are refused [4096]"),
        ("max-tasks", "COUNT", "most long tasks that run at once; further ones wait [32]"),
        ("cache-memory", "MIB", "memory for answers that routes keep; as much may be this silo's in a Redis [64]"),
        ("write-deadline", "SECONDS", "time for a write to a caller that reads slowly before its stream is cut [30]"),
        ("otlp", "URL", "send traces there by OTLP over HTTP, such as http://127.0.0.1:4318"),
    ];

    private static readonly (string Name, string Help)[] s_flags =
    [
        ("insecure", "speak plain text to other machines"),
        ("redis-adopt", "take an empty or another Redis than before as it is"),
    ];

    /// <summary>The names that settings have, each without its dashes.</summary>
    public static IEnumerable<string> Names => s_options.Select(o => o.Name).Concat(s_flags.Select(f => f.Name));

    /// <summary>The key of a setting in configuration: <c>tls-cert</c> is <c>Mesh:TlsCert</c>, and <c>MESH_TLS_CERT</c> in the environment.</summary>
    public static string KeyOf(string name) => "Mesh:" + name.Replace("-", "", StringComparison.Ordinal);

    /// <summary>
    /// Reads the arguments. Gives what was set, or the exit code of a run that ends here: 0 after help or version, 2 after a mistake,
    /// which is told on the error output.
    /// </summary>
    public static (IReadOnlyDictionary<string, string?> Set, int? Exit) Read(string[] args)
    {
        var options = s_options.Select(o => new Option<string?>("--" + o.Name) { Description = o.Help, HelpName = o.Value }).ToArray();
        var flags = s_flags.Select(f => new Option<bool>("--" + f.Name) { Description = f.Help }).ToArray();
        var root = new RootCommand("Serves the mesh. Every option is also a variable: --tls-cert is MESH_TLS_CERT.");
        foreach (Option option in (IEnumerable<Option>)[.. options, .. flags])
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
        foreach (var flag in flags.Where(f => parsed.GetValue(f)))
        {
            set[KeyOf(flag.Name[2..])] = "true";
        }

        return (set, null);
    }
}
