namespace Mesh.Grains.Tests.Hosting;

/// <summary>
/// Polls under a bound. It counts looks and not the clock: while the machine stands still or has others to serve, what is waited for does not get
/// on either.
/// </summary>
internal static class Wait
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Until <paramref name="condition"/> holds; gives the time that took.</summary>
    public static async Task<TimeSpan> UntilAsync(Func<bool> condition, string what, double seconds = 30)
    {
        var took = TimeSpan.Zero;
        for (; !condition(); took += s_pause)
        {
            Assert.True(took.TotalSeconds < seconds, $"not within {seconds} s: {what}");
            await Task.Delay(s_pause);
        }

        return took;
    }

    /// <summary>Until some work is done; gives the time that took.</summary>
    public static async Task<TimeSpan> TookAsync(Task work)
    {
        var took = await UntilAsync(() => work.IsCompleted, "work is done", 600);
        await work;
        return took;
    }
}
