namespace Mesh.Providers.Tools;

/// <summary>The tools of a server.</summary>
/// <param name="Tools">The tools, as it tells of them.</param>
/// <param name="Fresh">How long the server says that the list counts; null where it does not say.</param>
/// <param name="LeftOut">Whether it has more than are taken.</param>
public sealed record ServerToolList(IReadOnlyList<ServerTool> Tools, TimeSpan? Fresh, bool LeftOut);
