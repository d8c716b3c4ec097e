using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;

namespace Mesh.Strategies.Tools;

/// <summary>The one way in which plans reach tools of servers: within what the catalogue allows, with its limits, its data policy and its audit.</summary>
public interface IToolCalls
{
    /// <summary>The tools that a request may use. What servers say is not sent anything of the request.</summary>
    /// <param name="sources">The servers, and which of their tools.</param>
    /// <param name="task">The request.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<ToolOffer> OfferAsync(IReadOnlyList<ToolSource> sources, ChatTask task, CancellationToken cancellationToken);

    /// <summary>Calls one; whatever goes wrong is a result of its own.</summary>
    /// <param name="tool">The tool, as it was offered.</param>
    /// <param name="argumentsJson">A JSON object that fits its schema.</param>
    /// <param name="task">The request on whose behalf it is called.</param>
    /// <param name="decision">The id of the decision that led to its plan.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<ToolResult> CallAsync(OfferedTool tool, string argumentsJson, ChatTask task, string decision, CancellationToken cancellationToken);
}
