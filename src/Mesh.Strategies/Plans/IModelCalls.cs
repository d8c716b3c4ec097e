using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Prompts.Templates;
using Mesh.Routing.Signals.Rules;
using Mesh.Strategies.Confidence.Scoring;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Votes.Learned;

namespace Mesh.Strategies.Plans;

/// <summary>The one way in which the leaves of a plan reach models: decided, admitted and with failover like a request of their own.</summary>
public interface IModelCalls
{
    /// <summary>What plans say to models in their own words.</summary>
    PlanPrompts Prompts => PlanPrompts.BuiltIn;

    /// <summary>How good models are at the class of task that a request is, 0 to 1 each by its name: what is said of them, and what was learned since. Not thread-safe.</summary>
    /// <param name="task">The request.</param>
    Func<string, double> Qualities(ChatTask task) => static _ => 0.5;

    /// <summary>A scorer of answers by its name in the catalogue; null where its file is not here, or is no scorer of single answers.</summary>
    LearnedScorer? Scorer(string name) => null;

    /// <summary>A learned cascade by its name in the catalogue; null where its file is not here, or is none.</summary>
    GainCascade? Gains(string name) => null;

    /// <summary>What can be asked of the mesh.</summary>
    MeshFacts Facts => MeshFacts.BuiltIn;

    /// <summary>What a node reads of a request to decide by.</summary>
    /// <param name="route">The plan's route.</param>
    /// <param name="task">The request.</param>
    RequestFacts FactsOf(string route, ChatTask task);

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
