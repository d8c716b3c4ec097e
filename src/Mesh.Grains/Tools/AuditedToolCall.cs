using Mesh.Strategies.Tools;

namespace Mesh.Grains.Tools;

/// <summary>A call of a tool as the audit keeps it.</summary>
/// <param name="Server">The server.</param>
/// <param name="Tool">The tool.</param>
/// <param name="Tenant">On whose behalf; empty for the mesh's own.</param>
/// <param name="Key">The visible id of the key that asked.</param>
/// <param name="Decision">The decision that led to the plan.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Bytes">Size of the result.</param>
/// <param name="Took">How long it took.</param>
internal sealed record AuditedToolCall(string Server, string Tool, string Tenant, string Key, string Decision, ToolOutcome Outcome, int Bytes, TimeSpan Took);
