using System.Diagnostics.CodeAnalysis;
using Mesh.Contracts.Chat;
using Mesh.Strategies.Tools;

namespace Mesh.Strategies.Nodes.Tools;

/// <summary>The names by which a model calls tools. The caller's keep theirs; a server's that is taken, or that is no name of a function, gets the server's before it.</summary>
internal sealed class ToolNames
{
    // Vendors take no longer ones, and no other characters than these.
    private const int MostName = 64;

    private readonly Dictionary<string, OfferedTool> _servers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _callers;

    public ToolNames(IReadOnlyList<OfferedTool> offered, IReadOnlyList<ToolDefinition> callers)
    {
        _callers = callers.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        var shared = offered.GroupBy(t => Plain(t.Name), StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var tool in offered)
        {
            var name = Plain(tool.Name);
            _servers[Free(shared.Contains(name) || _callers.Contains(name) ? Plain($"{tool.Server}_{tool.Name}") : name)] = tool;
        }

        Definitions = [.. callers, .. _servers.Select(s => new ToolDefinition(s.Key, s.Value.Description, s.Value.ParametersJson, Strict: null))];
    }

    /// <summary>All tools, the caller's first.</summary>
    public IReadOnlyList<ToolDefinition> Definitions { get; }

    /// <summary>Whether the caller itself does what is called so.</summary>
    public bool AreCallers(string name) => _callers.Contains(name);

    /// <summary>The server's tool of this name.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out OfferedTool? tool) => _servers.TryGetValue(name, out tool);

    private static string Plain(string name)
    {
        var plain = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_'));
        return plain.Length > MostName ? plain[..MostName] : plain;
    }

    private string Free(string name)
    {
        var free = name;
        for (var at = 2; _callers.Contains(free) || _servers.ContainsKey(free); at++)
        {
            var ending = $"_{at}";
            free = string.Concat(name.AsSpan(0, Math.Min(name.Length, MostName - ending.Length)), ending);
        }

        return free;
    }
}
