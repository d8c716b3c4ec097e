using Mesh.Prompts.Structured;

namespace Mesh.Strategies.Tools;

/// <summary>A server's tool, as a model may be told of it.</summary>
/// <param name="Server">The server's name in the catalogue.</param>
/// <param name="Name">The tool's name at the server.</param>
/// <param name="Description">What it does, in the server's words without what is hidden in them.</param>
/// <param name="ParametersJson">JSON schema of its arguments.</param>
/// <param name="Schema">The same, to check arguments by.</param>
/// <param name="Definition">SHA-256 of its definition, hexadecimal.</param>
public sealed record OfferedTool(string Server, string Name, string Description, string ParametersJson, OutputSchema Schema, string Definition);
