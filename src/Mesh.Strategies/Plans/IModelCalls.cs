using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Prompts.Templates;
using Mesh.Routing.Signals.Rules;
using Mesh.Strategies.Failover;

namespace Mesh.Strategies.Plans;

/// <summary>The one way in which the leaves of a plan reach models: decided, admitted and with failover like a request of their own.</summary>
public interface IModelCalls
{
    /// <summary>The templates of the mesh's own calls, with the catalogue's in their places.</summary>
    PromptLibrary Prompts { get; }

    /// <summary>What a node reads of a request to decide by.</summary>
    /// <param name="route">The plan's route.</param>
    /// <param name="task">The request.</param>
    RequestFacts Facts(string route, ChatTask task);

    /// <summary>Decides who would answer, and at what prices. Asks nobody.</summary>
    /// <exception cref="MeshException">not_found; content_refused: a rule of a named route refuses.</exception>
    CallQuote Quote(ModelCall wanted);

    /// <summary>Asks; returns when the first content is here.</summary>
    /// <param name="quote">Who may answer.</param>
    /// <param name="maxOutputTokens">Longest answer in tokens that is paid for; null for no bound.</param>
    /// <param name="expires">When its time is over, as a timestamp.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MeshException">Nobody answered.</exception>
    Task<PlanAnswer> AskAsync(CallQuote quote, int? maxOutputTokens, long expires, CancellationToken cancellationToken);
}
