using System.Text.Json;

namespace Mesh.Providers.Tools;

/// <summary>A tool as its server tells of it. Nothing of it is checked.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does, in the server's words.</param>
/// <param name="InputSchema">JSON schema of its arguments.</param>
public sealed record ServerTool(string Name, string Description, JsonElement InputSchema);
