using System.Collections.Concurrent;
using Mesh.Load.Processes;

namespace Mesh.Load.Overload;

/// <summary>One rate offered to the bed for a while.</summary>
internal static class OverloadTrial
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>Offers it.</summary>
    public static async Task<OpenLoopSample> RunAsync(OverloadBed bed, double rate, TimeSpan duration)
    {
        using var patience = new CancellationTokenSource(duration + s_patience);
        var answers = new ConcurrentBag<OpenLoopAnswer>();
        var loop = new OpenLoop(rate, async arrival => answers.Add(await AskAsync(bed, arrival, patience.Token)));
        await loop.RunAsync(duration);
        return new OpenLoopSample([.. answers.OrderBy(a => a.Second)], loop.Skipped, duration.TotalSeconds);
    }

    private static async Task<OpenLoopAnswer> AskAsync(OverloadBed bed, Arrival arrival, CancellationToken cancellationToken)
    {
        var late = arrival.Age;
        var kind = AnswerKind.Failed;
        try
        {
            kind = await bed.AskAsync(cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            // Counted as a failure.
        }

        return new OpenLoopAnswer(arrival.Due.TotalSeconds, arrival.Age.TotalMilliseconds, late.TotalMilliseconds, kind);
    }
}
