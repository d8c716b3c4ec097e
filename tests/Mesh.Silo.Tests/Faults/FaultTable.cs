using Mesh.Testing.Faults;

namespace Mesh.Silo.Tests.Faults;

/// <summary>Every fault of the list with its documented result; docs/faults.md holds the same rows.</summary>
public static class FaultTable
{
    private static readonly FaultResult s_whole = FaultResult.Whole();
    private static readonly FaultResult s_own = FaultResult.Whole(Accounted.Own);
    private static readonly FaultResult s_credentials = FaultResult.Failed("upstream_credentials", "credentials");
    private static readonly FaultResult s_limited = FaultResult.Refused("quota_exhausted", "upstream_rate_limited", "rate_limited", Charge.Cooldown);
    private static readonly FaultResult s_server = FaultResult.Failed("upstream_error", "server_error");
    private static readonly FaultResult s_resting = FaultResult.Failed("upstream_error", "server_error", Charge.FailureAndCooldown);
    private static readonly FaultResult s_unreachable = FaultResult.Failed("upstream_unreachable", "unreachable");
    private static readonly FaultResult s_broken = FaultResult.Failed("upstream_broken", "broken");
    private static readonly FaultResult s_malformed = FaultResult.Failed("upstream_malformed", "malformed");
    private static readonly FaultResult s_begun = new(Seen.Refused, "upstream_failed", "upstream_malformed", "malformed", true, Charge.Failure, Accounted.Own);
    private static readonly FaultResult s_endless = FaultResult.Failed("upstream_endless", "endless", Charge.Nothing, moves: false);
    private static readonly FaultResult s_cut = FaultResult.Interrupted("broken");
    private static readonly FaultResult s_garbled = FaultResult.Interrupted("malformed");
    private static readonly FaultResult s_died = FaultResult.Interrupted("server_error");
    private static readonly FaultResult s_silent = FaultResult.Failed("upstream_silent", "silent");
    private static readonly FaultResult s_hushed = FaultResult.Interrupted("silent");
    private static readonly FaultResult s_unended = FaultResult.Interrupted("endless", Charge.Nothing);

    /// <summary>The rows.</summary>
    public static IReadOnlyList<FaultRow> Rows { get; } =
    [
        Both(Fault.Status401, s_credentials),
        Both(Fault.Status403, s_credentials),
        Both(Fault.Status429, s_limited),
        Both(Fault.Status429RetryAfter, s_limited),
        Both(Fault.Status500, s_server),
        Both(Fault.Status503, s_server),
        Both(Fault.Status503RetryAfter, s_resting),
        Both(Fault.Refused, s_unreachable),
        Both(Fault.UntrustedCertificate, s_unreachable),
        Both(Fault.ExpiredCertificate, s_unreachable),
        Both(Fault.ResetBeforeHeaders, s_broken),
        Both(Fault.ResetInHeaders, s_broken),
        new(Fault.ResetAfterFrames, s_broken, s_cut),
        new(Fault.EndWithoutMarker, s_broken, s_whole),
        new(Fault.EndWithoutFinish, s_broken, s_cut),
        new(Fault.Empty, s_malformed, s_broken),
        Both(Fault.SilentBeforeHeaders, s_silent),
        Both(Fault.SilentAfterHeaders, s_silent),
        new(Fault.SilentBetweenFrames, s_silent, s_hushed),
        Both(Fault.SplitCharacters, s_whole),
        Both(Fault.MixedLineEnds, s_whole),
        Both(Fault.NoSpace, s_whole),
        Both(Fault.ByteOrderMark, s_whole),
        Both(Fault.CommentFlood, s_whole),
        Both(Fault.SplitData, s_whole),
        Both(Fault.DoubleDone, s_whole),
        Both(Fault.DataAfterDone, s_whole),
        Both(Fault.DataWithoutJson, s_malformed),
        new(Fault.LateDataWithoutJson, s_malformed, s_garbled),
        Both(Fault.MalformedJson, s_malformed),
        Both(Fault.ErrorObject, s_server),
        Both(Fault.ErrorEvent, s_server),
        new(Fault.LateErrorObject, s_server, s_died),
        new(Fault.LateErrorEvent, s_server, s_died),
        new(Fault.Endless, s_endless, s_unended),
        Both(Fault.ManyDeltas, s_own),
        Both(Fault.MegabyteDelta, s_own),
        Both(Fault.SlowDrip, s_whole),
        new(Fault.HugeLine, s_endless, s_begun),
        Both(Fault.HtmlPage, s_malformed),
        Both(Fault.PlainText, s_whole),
        Both(Fault.NoContentType, s_whole),
        Both(Fault.UsageMissing, s_own),
        Both(Fault.UsageNegative, s_own),
        Both(Fault.UsageHuge, s_own),
        Both(Fault.UsageAsText, s_own),
        Both(Fault.UsageTwice, s_whole),
        Both(Fault.UsageContradicting, s_own),
        Both(Fault.UsageInflated, s_own),
    ];

    /// <summary>The row of a fault.</summary>
    public static FaultRow Of(Fault fault) => Rows.Single(r => r.Fault == fault);

    private static FaultRow Both(Fault fault, FaultResult result) => new(fault, result, result);
}
