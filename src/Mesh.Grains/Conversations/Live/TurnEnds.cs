using Mesh.Contracts.Access;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;
using Mesh.Grains.Access;

namespace Mesh.Grains.Conversations.Live;

/// <summary>
/// Ends attempts in their conversations, and asks until it knows that they are ended: the same end twice is one. After <see cref="Longest"/>
/// without an answer it says that it does not know; the turn is then begun anew by whoever sends it again.
/// </summary>
internal sealed class TurnEnds(TenantGrains grains, TimeProvider time)
{
    /// <summary>How long the end of a turn is tried.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(2);

    /// <summary>Ends an attempt; gives the turn as the conversation holds it, for readers that have had its answer.</summary>
    public async Task<TurnRecord> EndAsync(TenantKey key, TurnRecord turn, TurnEnding ending)
    {
        var (began, wait) = (time.GetTimestamp(), s_first);
        while (true)
        {
            try
            {
                var lease = new TurnLease(turn.Number, turn.Attempt, turn.Epoch);
                var ended = await grains.CallAsync<IConversationGrain, TurnEnded>(key, key.Rest, g => g.EndTurnAsync(lease, ending));
                return WithoutContent(ended.IsKept && ended.Turn is { } kept ? kept : Superseded(turn));
            }
            catch (MeshException e) when (e.Error.Reason == "conversation_regressed")
            {
                return WithoutContent(turn with { Error = e.Error });
            }
            catch (Exception e) when (e is MeshException or OrleansException or TimeoutException or OperationCanceledException)
            {
                if (time.GetElapsedTime(began) >= Longest)
                {
                    return WithoutContent(Unknown(turn));
                }
            }

            await Task.Delay(wait, time);
            wait = wait * 2 < s_most ? wait * 2 : s_most;
        }
    }

    /// <summary>The record without what was asked and answered.</summary>
    public static TurnRecord WithoutContent(TurnRecord turn) => turn with
    {
        Request = turn.Request with { Chat = new ChatRequest { Messages = [] } },
        Answer = turn.Answer is { } answer ? answer with { Message = new ChatMessage { Role = ChatRole.Assistant } } : null,
    };

    private static TurnRecord Superseded(TurnRecord turn) => turn with
    {
        State = TurnState.Interrupted,
        Error = new MeshError
        {
            Code = MeshErrorCode.Interrupted,
            Reason = "turn_superseded",
            Message = "The conversation does not hold this answer: the turn was ended or begun anew by somebody else meanwhile. Read the turn for what it holds.",
        },
    };

    private static TurnRecord Unknown(TurnRecord turn) => turn with
    {
        Error = new MeshError
        {
            Code = MeshErrorCode.Unavailable,
            Reason = "store_unreachable",
            Message = "Whether the conversation holds this answer is not known. Send the turn again under the same id to find out.",
            RetryAfter = s_most,
        },
    };
}
