namespace Mesh.Testing.Wire;

/// <summary>Plays a scripted reply on a bare socket.</summary>
public static class ReplyWire
{
    // A reset may throw away what the other side has not read yet.
    private static readonly TimeSpan s_arrival = TimeSpan.FromMilliseconds(100);

    /// <summary>The same reply in steps: one write for each piece.</summary>
    public static WireAnswer ToWire(this UpstreamReply reply)
    {
        var steps = new List<WireStep>();
        if (reply.FirstDelay > TimeSpan.Zero)
        {
            steps.Add(new WireStep.Wait(reply.FirstDelay));
        }

        steps.Add(new WireStep.Send(WireHttp.Head(reply.Status, reply.ContentType, null, reply.Headers)));
        for (var i = 0; i < reply.Pieces.Count; i++)
        {
            if (i > 0 && reply.PieceDelay > TimeSpan.Zero)
            {
                steps.Add(new WireStep.Wait(reply.PieceDelay));
            }

            steps.Add(new WireStep.Send(WireHttp.Chunk(reply.Pieces[i])));
        }

        return new WireAnswer(
        [
            .. steps,
            .. reply.Ending switch
            {
                UpstreamEnding.Reset => new WireStep[] { new WireStep.Wait(s_arrival), new WireStep.Reset() },
                UpstreamEnding.Silence => [new WireStep.Hang()],
                _ => [new WireStep.Send(WireHttp.LastChunk)],
            },
        ]);
    }
}
