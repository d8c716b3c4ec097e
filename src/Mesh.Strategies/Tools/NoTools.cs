using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;

namespace Mesh.Strategies.Tools;

/// <summary>A mesh without tool servers.</summary>
public sealed class NoTools : IToolCalls
{
    /// <summary>The one.</summary>
    public static NoTools Instance { get; } = new();

    /// <inheritdoc/>
    public Task<ToolOffer> OfferAsync(IReadOnlyList<ToolSource> sources, ChatTask task, CancellationToken cancellationToken) =>
        Task.FromResult(new ToolOffer([], [.. sources.Select(s => new MissingServer(s.Server, ToolOutcome.Gone))]));

    /// <inheritdoc/>
    public Task<ToolResult> CallAsync(OfferedTool tool, string argumentsJson, ChatTask task, string decision, CancellationToken cancellationToken) => Task.FromResult(ToolResult.Error(ToolOutcome.Gone));
}
