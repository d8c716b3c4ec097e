using System.Globalization;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;

namespace Mesh.Grains.Admission;

/// <summary>The errors of requests that admission refuses: no_capacity, reason overloaded, with the time after which asking again may help.</summary>
internal static class Refusals
{
    private const string Reason = "overloaded";
    private static readonly TimeSpan s_unknown = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_least = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(60);

    /// <summary>A queue does not take or keep a request.</summary>
    /// <param name="why">Why.</param>
    /// <param name="queue">The queue.</param>
    /// <param name="waiter">The request.</param>
    /// <param name="wait">Seconds until a place is expected for it; null when not known.</param>
    public static MeshError ByQueue(Refusal why, ModelQueue queue, Waiter waiter, double? wait)
    {
        var words = why switch
        {
            Refusal.QueueFull => "is full",
            Refusal.Evicted => "is full and a request of a higher class, or of a tenant of whom fewer wait, took this one's place",
            _ => "is too long for this request",
        };
        var expected = wait is { } seconds ? string.Create(CultureInfo.InvariantCulture, $"a place is expected in {seconds:0.0##} s") : "how long a place takes is not known yet";
        var share = queue.IsBeyondItsShare(waiter) ? ", after the others, since its tenant has lately had more than its share of the model's engines" : "";
        return Error($"The queue of model '{queue.Model}' {words}: {queue.Count} of at most {queue.Length} wait, class {NameOf(waiter.Class)}{share}; {expected}. Ask again then, or ask for another model.", wait);
    }

    /// <summary>The silo is short of memory or of processor time.</summary>
    public static MeshError ByPressure(WorkClass workClass) =>
        Error($"This silo is short of memory or processor time and takes no new work of class {NameOf(workClass)} for now. Ask again in a moment.", null);

    /// <summary>The silo has as many requests under way as it may.</summary>
    public static MeshError BySilo(int most) =>
        Error($"This silo has {most} requests under way, which is all that it takes at once. Ask again in a moment.", null);

    /// <summary>A class as callers and metrics write it.</summary>
    public static string NameOf(WorkClass workClass) => workClass switch
    {
        WorkClass.Critical => "critical",
        WorkClass.Sheddable => "sheddable",
        _ => "standard",
    };

    private static MeshError Error(string message, double? wait) => new()
    {
        Code = MeshErrorCode.NoCapacity,
        Reason = Reason,
        Message = message,
        RetryAfter = wait is { } seconds ? TimeSpan.FromSeconds(Math.Clamp(seconds, s_least.TotalSeconds, s_most.TotalSeconds)) : s_unknown,
    };
}
