using Google.Protobuf.WellKnownTypes;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Log;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>From what is kept of conversations to the proto's words for it.</summary>
internal static class ConversationMapping
{
    /// <summary>A conversation.</summary>
    public static V1.Conversation Conversation(ConversationHead head)
    {
        var conversation = new V1.Conversation
        {
            Id = head.Id,
            Title = head.Settings.Title,
            Instructions = head.Settings.Instructions,
            Route = head.Settings.Route,
            Version = head.Version,
            LastTurn = head.Leaf,
            Turns = head.Turns,
            RunningTurnId = head.Running?.TurnId ?? "",
            CreatedAt = Timestamp.FromDateTimeOffset(head.CreatedAt),
            UpdatedAt = Timestamp.FromDateTimeOffset(head.UpdatedAt),
            CostUsd = (double)head.CostUsd,
            Digest = head.Digest,
        };
        foreach (var (name, value) in head.Settings.Metadata)
        {
            conversation.Metadata.Add(name, value);
        }

        conversation.PinnedFacts.AddRange(head.Settings.Pinned);
        conversation.Retention = head.Settings.Retention is { } retention ? Duration.FromTimeSpan(retention) : null;
        conversation.HeldSince = head.Hold is { } hold ? Timestamp.FromDateTimeOffset(hold.Since) : null;
        return conversation;
    }

    /// <summary>A conversation as a list shows it: without instructions, running turn and digest.</summary>
    public static V1.Conversation Conversation(ListedConversation summary)
    {
        var conversation = new V1.Conversation
        {
            Id = summary.Id,
            Title = summary.Title,
            Route = summary.Route,
            Version = summary.Version,
            Turns = summary.Turns,
            CreatedAt = Timestamp.FromDateTimeOffset(summary.CreatedAt),
            UpdatedAt = Timestamp.FromDateTimeOffset(summary.UpdatedAt),
            CostUsd = (double)summary.CostUsd,
        };
        foreach (var (name, value) in summary.Metadata)
        {
            conversation.Metadata.Add(name, value);
        }

        return conversation;
    }

    /// <summary>A turn.</summary>
    public static V1.Turn Turn(TurnRecord turn)
    {
        var told = new V1.Turn
        {
            TurnId = turn.Request.TurnId,
            Number = turn.Number,
            Parent = turn.Parent,
            State = (V1.TurnState)((int)turn.State + 1),
            Attempt = turn.Attempt,
            Version = turn.Version,
            FinishReason = turn.Answer?.FinishReason ?? "",
            Model = turn.Answer?.Model ?? "",
            Endpoint = turn.Answer?.Endpoint ?? "",
            Usage = turn.Answer?.Usage is { } usage ? OutcomeMapping.Usage(usage) : null,
            CostUsd = (double)(turn.Answer?.CostUsd ?? 0),
            DecisionId = turn.Answer?.DecisionId ?? "",
            Error = turn.Error is { } error ? Error(error) : null,
            AcceptedAt = Timestamp.FromDateTimeOffset(turn.AcceptedAt),
            EndedAt = turn.EndedAt is { } ended ? Timestamp.FromDateTimeOffset(ended) : null,
            Prompt = turn.Answer?.Prompt is { } prompt ? Prompt(prompt) : null,
        };
        told.Messages.AddRange(turn.Request.Chat.Messages.Select(MessageMapping.Message));
        told.Answer = turn.Answer is { Message: { } said } && (said.Parts.Count > 0 || said.ToolCalls.Count > 0) ? MessageMapping.Message(said) : null;
        return told;
    }

    /// <summary>A piece of a turn's answer; null for what is not told.</summary>
    public static V1.TurnFrame? Frame(TurnFrame frame)
    {
        var told = frame.Event switch
        {
            TurnStarted s => new V1.TurnFrame { Start = new V1.Start { DecisionId = s.DecisionId, Route = s.Route, Model = s.Model, Endpoint = s.Endpoint } },
            TurnHandedOver h => new V1.TurnFrame { ModelHandOver = HandOver(h.HandOver) },
            TurnReset r => new V1.TurnFrame { Reset = new V1.Reset { Reason = r.Reason, FromEndpoint = r.From } },
            TurnSpliced s => new V1.TurnFrame { Splice = new V1.Splice { Endpoint = s.Endpoint, FromEndpoint = s.From, Reason = s.Reason, Offset = s.Offset } },
            TurnOver o => new V1.TurnFrame { Over = Turn(o.Turn) },
            TurnContent c => Content(c.Content),
            _ => null,
        };
        if (told is not null)
        {
            told.Position = new V1.TurnPosition { Turn = frame.Position.Turn, Attempt = frame.Position.Attempt, Seq = frame.Position.Seq };
        }

        return told;
    }

    private static V1.TurnPrompt Prompt(TurnPrompt prompt) => new()
    {
        OldestTurn = prompt.OldestTurn,
        SummaryThrough = prompt.SummaryThrough,
        LeavesOut = prompt.LeavesOut,
        Tokens = prompt.Tokens,
        DescribedImages = prompt.Described,
        MissingParts = prompt.Missing,
        HandOver = prompt.HandOver is { } handOver ? HandOver(handOver) : null,
    };

    private static V1.ModelHandOver HandOver(HandOver told) => new() { FromModel = told.FromModel, ToModel = told.ToModel, Reason = told.Reason, Form = told.Form };

    private static V1.TurnFrame? Content(ChatEvent said) => said switch
    {
        ToolCallDelta c => new V1.TurnFrame { ToolCall = ContentMapping.Call(c) },
        UsageReported u => new V1.TurnFrame { Usage = OutcomeMapping.Usage(u.Usage) },
        _ => ContentMapping.Delta(said) is { } delta ? new V1.TurnFrame { Delta = delta } : null,
    };

    /// <summary>Why something is not whole.</summary>
    public static V1.TurnError Error(MeshError error) => new()
    {
        Code = MeshErrorStatus.For(error.Code).Name,
        Reason = error.Reason,
        Message = error.Message,
        RetryCanHelp = MeshErrorStatus.For(error.Code).RetryCanHelp,
    };
}
