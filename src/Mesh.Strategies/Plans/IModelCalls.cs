using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Prompts.Templates;
using Mesh.Routing.Signals.Rules;
using Mesh.Strategies.Confidence.Scoring;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Nodes.Selecting;
using Mesh.Strategies.Reviews;
using Mesh.Strategies.Tools;
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

    /// <summary>What can be asked of the mesh.</summary>
    MeshFacts Facts => MeshFacts.BuiltIn;

    /// <summary>What options of select nodes took in the past; null where nobody keeps it.</summary>
    OptionLedger? Options => null;

    /// <summary>Where what people have to answer is handed over.</summary>
    IReviewDesk Reviews => NoReviews.Instance;

    /// <summary>The way to tools of servers.</summary>
    IToolCalls Tools => NoTools.Instance;

    /// <summary>A learned scorer as it stands now; null where none of the name is loaded.</summary>
    /// <param name="name">Its name in the catalogue.</param>
    LearnedScorer? Scorer(string name) => null;

    /// <summary>A learned cascade as it stands now; null where none of the name is loaded.</summary>
    /// <param name="name">Its name in the catalogue.</param>
    GainCascade? Gains(string name) => null;

    /// <summary>Whether walks through the cascades of a plan are recorded.</summary>
    /// <param name="decision">The decision that led to the plan.</param>
    /// <param name="task">The request.</param>
    bool RecordsWalks(RouteDecision decision, ChatTask task) => false;

    /// <summary>Walks whose answer the caller was given, whole, to be recorded once somebody says how right it was.</summary>
    /// <param name="decision">The decision that led to the plan.</param>
    /// <param name="task">The request.</param>
    /// <param name="walks">The walks.</param>
    void Walked(RouteDecision decision, ChatTask task, IReadOnlyList<CascadeWalk> walks)
    {
    }

    /// <summary>A rule of a plan has answered.</summary>
    /// <param name="decision">The decision that led to the plan.</param>
    void Ruled(RouteDecision decision)
    {
    }

    /// <summary>The answer of a part of a plan: one that was given before where there is one for such a request; else the part is asked, and its answer may be kept.</summary>
    /// <param name="part">The part.</param>
    /// <param name="cancellationToken">Ends the wait for it.</param>
    /// <exception cref="MeshException">Nobody answered.</exception>
    Task<PlanAnswer> ReuseAsync(ReusedPart part, CancellationToken cancellationToken) => part.Ask(cancellationToken);

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
