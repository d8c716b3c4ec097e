using System.Runtime.CompilerServices;
using Mesh.Contracts.Caching;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Caching;
using Mesh.Strategies.Failover;

namespace Mesh.Strategies.AnswerRules;

/// <summary>The answer of the first rule that matches a request.</summary>
public static class RuleAnswer
{
    // Made ready once for as long as a revision has the route.
    private static readonly ConditionalWeakTable<RouteEntry, RuleMatcher[]> s_ready = [];

    /// <summary>
    /// The answer; null when no rule matches. Only the last message counts, when it is a user's and nothing but text, and only in a request
    /// for one free text without tools: whatever else is asked for, a rule could not give.
    /// </summary>
    public static PlanAnswer? Find(RouteEntry route, RouteDecision decision, ChatTask task, TimeProvider time)
    {
        return route.Answers.Count == 0 ? null : Find(s_ready.GetValue(route, static r => [.. r.Answers.Select(a => new RuleMatcher(a))]), decision, task, time);
    }

    /// <summary>The same of rules that are ready.</summary>
    public static PlanAnswer? Find(IReadOnlyList<RuleMatcher> rules, RouteDecision decision, ChatTask task, TimeProvider time)
    {
        if (PlainQuestion.Of(task, freeText: true) is not { } message)
        {
            return null;
        }

        foreach (var rule in rules)
        {
            if (rule.Answer(message, time) is { } text)
            {
                return Answer($"rule:{rule.Name}", text, decision with { Source = AnswerSource.Rule }, task, time);
            }
        }

        return null;
    }

    private static ReplayedAnswer Answer(string name, string text, RouteDecision decision, ChatTask task, TimeProvider time)
    {
        var now = time.GetUtcNow();
        ChatEvent[] said = [new AnswerIdentified($"chatcmpl-{decision.Id}", name, now.ToUnixTimeSeconds()), new TextDelta(0, text), new ChoiceFinished(0, "stop"), new UsageReported(new TokenUsage())];
        var recorded = new RecordedAnswer { Pieces = [new RecordedPiece { Events = said }], Model = name, UpstreamModel = "", Endpoint = "", Usage = new TokenUsage(), At = now };
        return new ReplayedAnswer(decision, recorded, task.UsageWanted);
    }
}
