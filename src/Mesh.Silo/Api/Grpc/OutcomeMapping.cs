using Google.Protobuf.WellKnownTypes;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Reviews;
using Mesh.Contracts.Routing;
using Mesh.Grains.Turns;
using Mesh.Silo.Api.Requests;
using Mesh.Strategies.Failover;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>From what happened to the proto's words for it.</summary>
internal static class OutcomeMapping
{
    /// <summary>How an answer came about.</summary>
    public static V1.Outcome Outcome(Turn turn)
    {
        var (answer, account) = (turn.Answer, turn.Account);
        var outcome = new V1.Outcome
        {
            DecisionId = answer.Decision.Id,
            Route = answer.Decision.Route,
            Model = answer.Attempt.Model,
            Endpoint = answer.Attempt.Endpoint,
            Attempts = answer.Attempts,
            Usage = Usage(account.Usage),
            CostUsd = (double)account.CostUsd,
            CostEstimated = account.CostEstimated,
            TimeToFirstToken = account.FirstToken is { } first ? Duration.FromTimeSpan(first) : null,
            Duration = Duration.FromTimeSpan(turn.Elapsed),
            Simulated = answer.Attempt.Simulated,
            Cache = AnswerSources.NameOf(answer.Decision.Source) ?? "",
            Plan = turn.Plan is { } plan ? NodeMapping.Report(plan) : null,
            Review = answer.Review is { } review ? Handle(review) : null,
        };
        outcome.FallbackFrom.AddRange(answer.FallbackFrom);
        outcome.Rules.AddRange(answer.Decision.Rules);
        outcome.FailedAttempts.AddRange(answer.Failed.Select(Failed));
        return outcome;
    }

    /// <summary>How a request ended that went by a decision.</summary>
    public static V1.Outcome Outcome(DecisionNote note, DecisionOutcome kept) => new()
    {
        DecisionId = note.Decision.Id,
        Route = note.Decision.Route,
        Model = note.Model ?? "",
        Endpoint = note.Endpoint ?? "",
        Attempts = kept.Attempts,
        Usage = Usage(kept.Usage),
        CostUsd = (double)kept.CostUsd,
        CostEstimated = kept.CostEstimated,
        TimeToFirstToken = kept.FirstToken is { } first ? Duration.FromTimeSpan(first) : null,
        Duration = Duration.FromTimeSpan(kept.Duration),
        Simulated = kept.Simulated,
        Cache = AnswerSources.NameOf(note.Decision.Source) ?? "",
        Plan = kept.Plan is { } plan ? NodeMapping.Report(plan) : null,
        Rules = { note.Decision.Rules },
        FailedAttempts = { kept.Failed.Select(f => new V1.FailedAttempt { Endpoint = f.Endpoint, Reason = f.Reason }) },
    };

    /// <summary>What stands in the place of an answer.</summary>
    public static V1.ReviewHandle Handle(ReviewHandle handle) => new() { Id = handle.Id, Queue = handle.Queue, ExpireTime = Timestamp.FromDateTimeOffset(handle.ExpiresAt) };

    private static V1.FailedAttempt Failed(FailedAttempt attempt) => new()
    {
        Endpoint = attempt.Endpoint,
        Reason = attempt.Reason,
        Delivered = attempt.Account is not null,
        Usage = attempt.Account is { } account ? Usage(account.Usage) : null,
        CostUsd = (double)(attempt.Account?.CostUsd ?? 0),
    };

    /// <summary>A token count.</summary>
    public static V1.Usage Usage(TokenUsage usage) => new()
    {
        InputTokens = usage.Input,
        CachedInputTokens = usage.CachedInput,
        OutputTokens = usage.Output,
        ReasoningTokens = usage.Reasoning,
        Source = (V1.UsageSource)((int)usage.Source + 1),
    };
}
