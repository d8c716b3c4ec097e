using Mesh.Providers.Tools;
using Mesh.Strategies.Tools;

namespace Mesh.Grains.Tools;

/// <summary>The tools of a server that can be offered.</summary>
/// <param name="Tools">The tools by name, none where the server did not tell.</param>
/// <param name="Fresh">How long it counts.</param>
/// <param name="Fault">Why the server did not tell; null where it did.</param>
internal sealed record ToolList(IReadOnlyDictionary<string, OfferedTool> Tools, TimeSpan Fresh, ToolFaultKind? Fault = null);
