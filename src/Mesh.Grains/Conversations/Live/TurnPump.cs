using Mesh.Contracts.Access;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;
using Mesh.Grains.Conversations.Context;
using Mesh.Grains.Turns;
using Mesh.Strategies.Answers;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Conversations.Live;

/// <summary>Runs an attempt at a turn on this silo, whoever reads it: asks the mesh, keeps the frames, ends the turn in the conversation, and only then says so.</summary>
internal sealed partial class TurnPump(TurnRunner runner, TurnContext context, TurnEnds ends, LiveTurns live, SummaryQueue summaries, ILogger<TurnPump> logger)
{
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(1);
    private static readonly string s_full = $"The answers that are under way on this silo hold {LiveTurns.MostBytesInAll / 1024 / 1024} MiB together, which is all that they may.";

    /// <summary>Refuses what this silo could not run, before anything of it is kept.</summary>
    /// <exception cref="MeshException">no_capacity, reasons overloaded and frames_full; unavailable, reason draining.</exception>
    public void EnsureRoom()
    {
        runner.EnsureRoom();
        if (live.Room.IsFull)
        {
            throw new MeshException(new MeshError { Code = MeshErrorCode.NoCapacity, Reason = "frames_full", Message = $"{s_full} Send the turn again, or to another silo.", RetryAfter = s_again });
        }
    }

    /// <summary>Begins to run an attempt that the conversation has granted to this silo.</summary>
    public LiveTurn Start(TenantKey key, TurnBegun begun)
    {
        var turn = live.Open(new TurnAddress(key.Tenant, key.Rest, begun.Turn!.Number, begun.Turn.Attempt), begun.Turn.Request.Detached);
        Task.Run(() => KeepAsync(key, turn, begun)).Ignore();
        return turn;
    }

    // One whose end is not known to be kept is forgotten: whoever reads it or sends it again may then begin it anew.
    private async Task KeepAsync(TenantKey key, LiveTurn turn, TurnBegun begun)
    {
        TurnRecord? kept = null;
        await RunAsync(key, turn, begun, async ending =>
        {
            var ended = await ends.EndAsync(key, begun.Turn!, ending);
            kept = ended;
            return ended;
        });
        if (kept is { State: TurnState.Committed })
        {
            summaries.Offer(key, kept.Number);
        }
        else if (kept is { IsOver: false })
        {
            live.Forget(turn);
        }
    }

    /// <summary>Runs an attempt to its end.</summary>
    /// <param name="key">The conversation whose turns come before it.</param>
    /// <param name="turn">Where its frames go.</param>
    /// <param name="begun">The turn as it began.</param>
    /// <param name="end">Ends it; gives the turn as it is then.</param>
    public async Task RunAsync(TenantKey key, LiveTurn turn, TurnBegun begun, Func<TurnEnding, Task<TurnRecord>> end)
    {
        var answer = new AnswerBuilder();
        var (running, prompt, error) = await AnswerAsync(key, turn, begun, answer);
        var kept = running is null ? null : new TurnAnswer
        {
            Message = answer.Message,
            FinishReason = answer.FinishReason,
            Model = running.Answer.Attempt.Model,
            Endpoint = running.Answer.Attempt.Endpoint,
            Usage = running.Account.Usage,
            CostUsd = running.Account.CostUsd,
            DecisionId = running.Answer.Decision.Id,
            Simulated = running.Answer.Attempt.Simulated,
            Prompt = Told(running, prompt),
        };
        var state = (error, turn.End) switch
        {
            (null, _) => TurnState.Committed,
            (_, LiveTurnEnd.Cancelled) => TurnState.Cancelled,
            _ => kept is null ? TurnState.Failed : TurnState.Interrupted,
        };
        turn.Add(new TurnOver(await end(new TurnEnding(state, kept, error))));
    }

    // Gives the answer's run, over by now, and why it is not whole; null when it is.
    private async Task<(Turn? Running, ConversationPrompt? Prompt, MeshError? Error)> AnswerAsync(TenantKey key, LiveTurn turn, TurnBegun begun, AnswerBuilder answer)
    {
        Turn? running = null;
        ConversationPrompt? prompt = null;
        try
        {
            (var task, prompt) = await context.BeginAsync(key, begun);
            running = await runner.BeginAsync(task, turn.Cancelled, begun.Turn!.Request.Timeout);
            await using (running)
            {
                Start(turn, running, prompt);
                await foreach (var frame in running.ReadAsync())
                {
                    Take(turn, frame, running, prompt, answer);
                }
            }

            return (running, prompt, null);
        }
        catch (MeshException e)
        {
            return (running, prompt, InWords(e.Error, running));
        }
        catch (OperationCanceledException) when (turn.End is { } end)
        {
            return (running, prompt, end == LiveTurnEnd.Cancelled ? Cancelled() : Unread());
        }
        catch (Exception e)
        {
            LogDefect(turn.Address.Turn, e.GetType().FullName, e.StackTrace);
            return (running, prompt, new MeshError { Code = MeshErrorCode.Internal, Reason = "internal", Message = "The mesh failed on this turn; its log tells where." });
        }
    }

    private static void Take(LiveTurn turn, ContentFrame frame, Turn running, ConversationPrompt prompt, AnswerBuilder answer)
    {
        if (frame is TakeOverFrame taken)
        {
            if (taken.Kind == OnInterruption.Continue)
            {
                Add(turn, new TurnSpliced(taken.To, taken.From, taken.Reason, taken.Characters));
                return;
            }

            answer.Clear();
            Add(turn, new TurnReset(taken.Reason, taken.From));
            Start(turn, running, prompt);
            return;
        }

        foreach (var said in frame.ReadEach())
        {
            answer.Add(said);
            if (said is not AnswerIdentified)
            {
                Add(turn, new TurnContent(said));
            }
        }
    }

    private static void Add(LiveTurn turn, TurnEvent said)
    {
        if (!turn.Add(said))
        {
            throw turn.IsFull
                ? new MeshException(MeshErrorCode.Interrupted, "answer_too_long", $"The answer is longer than the {LiveTurn.MostBytes / 1024 / 1024} MiB that a turn may hold. Ask for a shorter one (max_output_tokens).")
                : new MeshException(MeshErrorCode.Interrupted, "frames_full", $"{s_full} What had come is kept as a draft. Send the turn again under the same id.");
        }
    }

    private static void Start(LiveTurn turn, Turn running, ConversationPrompt prompt)
    {
        var (decision, attempt) = (running.Answer.Decision, running.Answer.Attempt);
        Add(turn, new TurnStarted(decision.Id, decision.Route, attempt.Model, attempt.Endpoint));
        if (Told(running, prompt)?.HandOver is { } handOver)
        {
            Add(turn, new TurnHandedOver(handOver));
        }
    }

    private static TurnPrompt? Told(Turn running, ConversationPrompt? prompt) => prompt?.Told(running.Answer.Attempt.Model) is { } told
        ? told with
        {
            HandOver = told.HandOver is { } over
                ? over with { Reason = HandOverReasons.Of(running.Answer.Decision, over.FromModel, over.ToModel, running.Answer.FallbackFrom) }
                : null,
        }
        : null;

    // What a stateless answer says of itself is not so here: what had come is kept.
    private static MeshError InWords(MeshError error, Turn? running) => running is null ? error : error with
    {
        Message = error.Reason is "answer_too_long" or "frames_full" ? error.Message : "The answer broke off; what had come is kept as a draft. Send the turn again under the same id to have it answered anew.",
        Interruption = (error.Interruption ?? running.SoFar()) with { Kept = true },
    };

    private static MeshError Cancelled() => new() { Code = MeshErrorCode.Interrupted, Reason = "turn_cancelled", Message = "The turn was cancelled. Send another one under an id of its own." };

    private static MeshError Unread() => new()
    {
        Code = MeshErrorCode.Interrupted,
        Reason = "nobody_reads",
        Message = $"Nobody read the answer for {LiveTurns.Unread.TotalSeconds:0} s. Send the turn again under the same id, or as a detached one that goes on without readers.",
    };

    [LoggerMessage(1, LogLevel.Error, "Turn {Turn} met a defect: {Type}\n{Place}")]
    private partial void LogDefect(long turn, string? type, string? place);
}
