using System.CommandLine;
using Mesh.Client;

namespace Mesh.Cli.Connecting;

/// <summary>The options that every command takes.</summary>
internal sealed class ConnectionOptions
{
    private readonly Option<string> _grpc;
    private readonly Option<string> _admin;
    private readonly Option<string?> _key;
    private readonly Option<bool> _insecure;
    private readonly Option<string> _output;

    /// <summary>Makes them, with defaults from the environment.</summary>
    public ConnectionOptions(Func<string, string?> environment)
    {
        _grpc = Make("--grpc", "URL", "The mesh's gRPC door (MESH_GRPC).", environment("MESH_GRPC") ?? "http://127.0.0.1:8091");
        _admin = Make("--admin", "URL", "The mesh's admin door (MESH_ADMIN).", environment("MESH_ADMIN") ?? "http://127.0.0.1:8092");

        // The default is not shown in the help: it is a secret.
        _key = new Option<string?>("--key") { HelpName = "KEY", Description = "Your key; better in MESH_KEY, which no other user of this machine sees.", Recursive = true };
        Secret = environment("MESH_KEY");
        _insecure = new Option<bool>("--insecure") { Description = "Send the key in plain text to another machine.", Recursive = true };
        _output = Make("--output", "table|json", "How results are written.", "table");
        _output.AcceptOnlyFromAmong("table", "json");
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_grpc, _admin, _key, _insecure, _output];

    private string? Secret { get; }

    /// <summary>Whether JSON is wanted.</summary>
    public bool WantsJson(ParseResult parsed) => parsed.GetValue(_output) == "json";

    /// <summary>How the gRPC door is asked.</summary>
    public MeshClientOptions Grpc(ParseResult parsed) => To(parsed.GetValue(_grpc)!, parsed);

    /// <summary>How the admin door is asked.</summary>
    public MeshClientOptions Admin(ParseResult parsed) => To(parsed.GetValue(_admin)!, parsed);

    private MeshClientOptions To(string address, ParseResult parsed) => new()
    {
        Address = address,
        Key = parsed.GetValue(_key) ?? (string.IsNullOrEmpty(Secret) ? null : Secret),
        AllowKeyInPlainText = parsed.GetValue(_insecure),
    };

    private static Option<string> Make(string name, string value, string description, string start) =>
        new(name) { HelpName = value, Description = description, Recursive = true, DefaultValueFactory = _ => start };
}
