using System.CommandLine;

namespace Mesh.Cli.Commands.Keys;

/// <summary>The key file.</summary>
/// <param name="environment">Looks up an environment variable.</param>
internal sealed class KeyFileOption(Func<string, string?> environment)
{
    /// <summary>The option.</summary>
    public Option<string> Option { get; } = new("--keys")
    {
        HelpName = "FILE",
        Description = "The key file, as the mesh is told it (MESH_KEYS).",
        Recursive = true,
        DefaultValueFactory = _ => environment("MESH_KEYS") ?? "./data/keys.yaml",
    };

    /// <summary>Its path.</summary>
    public string Path(ParseResult parsed) => parsed.GetRequiredValue(Option);
}
