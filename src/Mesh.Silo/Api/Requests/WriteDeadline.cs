using Mesh.Grains.Draining;
using Mesh.Grains.Turns;
using Mesh.Silo.Hosting;
using Microsoft.AspNetCore.Http.Features;

namespace Mesh.Silo.Api.Requests;

/// <summary>Gives each answer its watch over slow readers, by the process's setting.</summary>
internal sealed class WriteDeadline(MeshSettings settings, SiloState state, TimeProvider time)
{
    // HTTP/2's ENHANCE_YOUR_CALM, which gRPC's clients report as RESOURCE_EXHAUSTED; and its CANCEL.
    private const int EnhanceYourCalm = 0xb;
    private const int Cancel = 0x8;

    /// <summary>Watches the writes of a turn's answer. Cutting it ends the upstream call with it.</summary>
    public WriteWatch Over(HttpContext context, Turn turn) => Over(context, () => turn.Remaining, turn.CallerStalled);

    /// <summary>Watches the writes of any answer.</summary>
    public WriteWatch Over(HttpContext context, Func<TimeSpan> remaining, Action stalled) => new(
        TimeSpan.FromSeconds(settings.WriteDeadline),
        remaining,
        late =>
        {
            stalled();
            Reset(context, late);
        },
        time,
        state.Over);

    // No status reaches a caller that reads nothing: HTTP/1.1 loses the connection, HTTP/2 the stream alone.
    private static void Reset(HttpContext context, bool late)
    {
        if (context.Features.Get<IHttpResetFeature>() is { } stream)
        {
            stream.Reset(late ? Cancel : EnhanceYourCalm);
        }
        else
        {
            context.Abort();
        }
    }
}
