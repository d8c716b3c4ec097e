using Mesh.Contracts.Catalog;
using Mesh.Providers.Pipeline;
using Mesh.Routing.Snapshots;

namespace Mesh.Grains.Endpoints;

/// <summary>How long and how large one attempt may become.</summary>
/// <param name="FirstContent">From its begin to the first content; <see cref="None"/> for no limit.</param>
/// <param name="Silence">Between two frames; <see cref="None"/> for no limit.</param>
/// <param name="Total">From its begin to its end; <see cref="None"/> for no limit.</param>
/// <param name="Bytes">Of the whole answer.</param>
internal readonly record struct AttemptLimits(TimeSpan FirstContent, TimeSpan Silence, TimeSpan Total, long Bytes)
{
    /// <summary>No limit of time.</summary>
    public static readonly TimeSpan None = TimeSpan.MaxValue;

    private static readonly TimeSpan s_firstContent = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_firstContentOfReasoning = TimeSpan.FromSeconds(300);
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_total = TimeSpan.FromMinutes(30);

    /// <summary>The limits of an attempt at an endpoint. A whole answer comes all at once: it has the request's deadline, and a total only where one is written.</summary>
    public static AttemptLimits Of(ServedEndpoint served, bool streaming)
    {
        var (own, models) = (served.Entry.Timeouts, served.Model.Timeouts);
        var bytes = served.Entry.MaxAnswerBytes ?? served.Model.MaxAnswerBytes ?? UpstreamTarget.DefaultAnswerBytes;
        if (!streaming)
        {
            return new AttemptLimits(None, None, own.Total ?? models.Total ?? None, bytes);
        }

        var first = served.Model.Capabilities.HasFlag(ModelCapabilities.Reasoning) ? s_firstContentOfReasoning : s_firstContent;
        return new AttemptLimits(
            own.FirstFrame ?? models.FirstFrame ?? first,
            own.BetweenFrames ?? models.BetweenFrames ?? s_silence,
            own.Total ?? models.Total ?? s_total,
            bytes);
    }
}
