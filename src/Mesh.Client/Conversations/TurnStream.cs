using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Mesh.Client.Errors;
using Mesh.Client.Transport;
using V1 = MeshSilo.V1;

namespace Mesh.Client.Conversations;

/// <summary>
/// A turn's frames, each once, over as many calls as it takes: a call that is lost before the turn is accepted is sent again, one that is lost
/// behind that is taken up at the frame after the last that came.
/// </summary>
/// <param name="service">The raw client.</param>
/// <param name="conversation">The conversation.</param>
/// <param name="turn">How the turn is sent.</param>
/// <param name="send">Sends it; null when it is to be taken up only.</param>
/// <param name="options">The client's options.</param>
/// <param name="time">The clock.</param>
internal sealed class TurnStream(
    V1.ConversationService.ConversationServiceClient service, string conversation, MeshTurnOptions turn, Func<CallOptions, AsyncServerStreamingCall<V1.TurnFrame>>? send, MeshClientOptions options, TimeProvider time)
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(2);
    private readonly DateTime? _deadline = MeshTransport.Deadline(options.Timeout, time);
    private bool _accepted;
    private long? _lost;
    private TimeSpan _wait = s_first;

    /// <summary>The first frame wanted: one after the last that came; null for all of them.</summary>
    public V1.TurnPosition? Next { get; set; }

    /// <summary>Reads to the frame that says how the turn ended.</summary>
    /// <exception cref="MeshClientException">The mesh refused, or the turn was lost for longer than it is tried for.</exception>
    public async IAsyncEnumerable<V1.TurnFrame> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            using var call = Open(cancellationToken);
            while (await NextAsync(call.ResponseStream, cancellationToken) is { } frame)
            {
                if (IsNews(frame))
                {
                    yield return frame;
                }

                if (frame.Over is not null)
                {
                    yield break;
                }
            }
        }
    }

    private AsyncServerStreamingCall<V1.TurnFrame> Open(CancellationToken cancellationToken)
    {
        var how = new CallOptions(deadline: _deadline, cancellationToken: cancellationToken);
        return send is not null && !_accepted
            ? send(how)
            : service.ResumeTurn(new V1.ResumeTurnRequest { ConversationId = conversation, TurnId = turn.TurnId, From = Next, Accepts = { V1.Signal.Progress } }, how);
    }

    // Null when the call is lost and another one is to be made.
    private async Task<V1.TurnFrame?> NextAsync(IAsyncStreamReader<V1.TurnFrame> frames, CancellationToken cancellationToken)
    {
        MeshClientException error;
        try
        {
            if (await frames.MoveNext(cancellationToken))
            {
                (_lost, _wait) = (null, s_first);
                return frames.Current;
            }

            error = new MeshClientException(MeshErrorCode.Interrupted, MeshClientException.ConnectionLost, "The stream ended before the turn did.");
        }
        catch (RpcException e) when (!cancellationToken.IsCancellationRequested)
        {
            error = RpcErrors.Read(e, began: false, options.Address);
            if (!IsLost(e, error))
            {
                throw error;
            }
        }
        catch (RpcException e)
        {
            throw RpcErrors.Translate(e, _accepted, options.Address, cancellationToken);
        }

        await WaitAsync(error, cancellationToken);
        return null;
    }

    // A mesh that was never there is told at once; what it refuses for good as well.
    private bool IsLost(RpcException e, MeshClientException error) =>
        error is not ({ Code: MeshErrorCode.DeadlineExceeded } or { Reason: "conversation_regressed" or "message_too_large" })
        && (error.Reason == MeshClientException.Unreachable
            ? _accepted || !WasNeverSent(e)
            : error.Code == MeshErrorCode.Unavailable || (_accepted && error.Code == MeshErrorCode.NoCapacity) || e.StatusCode == StatusCode.Unknown || error.Reason == "resource_exhausted");

    // A socket's own fault is one of connecting; what was lost later is told by the connection over it.
    private static bool WasNeverSent(RpcException e) =>
        e.Status.DebugException is SocketException or HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError };

    private async Task WaitAsync(MeshClientException error, CancellationToken cancellationToken)
    {
        _lost ??= time.GetTimestamp();
        var wait = error.RetryAfter is { } asked && asked > _wait ? asked : _wait;
        if (time.GetElapsedTime(_lost.Value) + wait > turn.ResumeFor)
        {
            throw new MeshClientException(error.Code, error.Reason, $"{error.Message} Turn '{turn.TurnId}' of conversation '{conversation}' may go on: take it up{(Next is { } at ? $" at {at.Turn}.{at.Attempt}.{at.Seq}" : "")}, or send it again under its id.", error)
            {
                RetryAfter = error.RetryAfter,
            };
        }

        await Task.Delay(wait, time, cancellationToken);
        _wait = wait * 2 < s_most ? wait * 2 : s_most;
    }

    // That it is accepted is told once. A reset that tells of another attempt stands before that one's first frame, and counts as none.
    private bool IsNews(V1.TurnFrame frame)
    {
        switch (frame.EventCase)
        {
            case V1.TurnFrame.EventOneofCase.Accepted:
                Next ??= frame.Position;
                return !_accepted && (_accepted = true);
            case V1.TurnFrame.EventOneofCase.Progress or V1.TurnFrame.EventOneofCase.None when frame.Position is null:
                return true;
            case V1.TurnFrame.EventOneofCase.Reset when frame.Position.Seq == 0:
                Next = frame.Position;
                return true;
            default:
                Next = new V1.TurnPosition { Turn = frame.Position.Turn, Attempt = frame.Position.Attempt, Seq = frame.Position.Seq + 1 };
                return true;
        }
    }
}
