using System.Diagnostics;

namespace Mesh.Grains.Tests.Hosting;

/// <summary>Polls under a bound.</summary>
internal static class Wait
{
    /// <summary>Until <paramref name="condition"/> holds; gives the time that took.</summary>
    public static async Task<TimeSpan> UntilAsync(Func<bool> condition, string what, double seconds = 5)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed.TotalSeconds < seconds, $"not within {seconds} s: {what}");
            await Task.Delay(10);
        }

        return watch.Elapsed;
    }
}
