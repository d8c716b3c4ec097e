using System.Diagnostics;

namespace Mesh.Testing.Calls;

/// <summary>A request of an open loop.</summary>
/// <param name="Number">Which one, from 0.</param>
/// <param name="Due">When it was due, from the loop's begin.</param>
/// <param name="Began">The loop's begin, in <see cref="Stopwatch"/> ticks.</param>
public readonly record struct Arrival(int Number, TimeSpan Due, long Began)
{
    /// <summary>Time since it was due, not since it was sent: a generator that falls behind hides nothing.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(Began) - Due;
}
