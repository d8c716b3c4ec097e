using System.Collections.Concurrent;
using System.Text.Json;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Prompts.Structured;
using Mesh.Strategies.Tools;

namespace Mesh.Strategies.Tests.Plans;

/// <summary>Tools of servers by script, on a clock of the test's. Knows what was called and what still runs.</summary>
internal sealed class ScriptedTools(TimeProvider time) : IToolCalls
{
    private readonly List<OfferedTool> _tools = [];
    private readonly Dictionary<(string, string), (Func<string, ToolResult> Gives, TimeSpan Takes)> _scripts = [];
    private readonly ConcurrentQueue<(string Tool, string Arguments)> _called = [];
    private int _open;

    /// <summary>Servers that offer nothing.</summary>
    public List<MissingServer> Missing { get; } = [];

    /// <summary>Every call, in the order in which it began.</summary>
    public IReadOnlyList<(string Tool, string Arguments)> Called => [.. _called];

    /// <summary>Calls that have not ended.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Most calls that ran at one moment.</summary>
    public int MostOpen { get; private set; }

    /// <summary>Adds a tool.</summary>
    public ScriptedTools With(string server, string name, Func<string, ToolResult>? gives = null, string schema = """{"type":"object"}""", TimeSpan takes = default)
    {
        _tools.Add(new OfferedTool(server, name, $"Does {name}.", schema, OutputSchema.Read(schema).Schema!, "0"));
        _scripts[(server, name)] = (gives ?? (_ => ToolResult.Of($"result of {name}")), takes);
        return this;
    }

    public Task<ToolOffer> OfferAsync(IReadOnlyList<ToolSource> sources, ChatTask task, CancellationToken cancellationToken) => Task.FromResult(new ToolOffer(
        [.. _tools.Where(t => sources.Any(s => s.Server == t.Server && s.Tools?.Contains(t.Name) != false))], Missing));

    public async Task<ToolResult> CallAsync(OfferedTool tool, string argumentsJson, ChatTask task, string decision, CancellationToken cancellationToken)
    {
        using var read = JsonDocument.Parse(argumentsJson);
        _called.Enqueue((tool.Name, argumentsJson));
        MostOpen = Math.Max(MostOpen, Interlocked.Increment(ref _open));
        try
        {
            var (gives, takes) = _scripts[(tool.Server, tool.Name)];
            await (takes > TimeSpan.Zero ? Task.Delay(takes, time, cancellationToken) : Task.CompletedTask);
            cancellationToken.ThrowIfCancellationRequested();
            return gives(argumentsJson);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
