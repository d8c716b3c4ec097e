namespace Mesh.Silo.Tests.Api;

/// <summary>
/// Waits for what happens on another thread, generously: the machine may be busy. It counts looks and not the clock, so that a machine
/// that stands still for a while takes no patience away.
/// </summary>
internal static class Waiting
{
    private const int MostLooks = 6000;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits for work and gives the time that it took, without the times in which the machine stood still: so long is what it waits for on the clock.</summary>
    public static async Task<TimeSpan> TookAsync(Task work)
    {
        var took = TimeSpan.Zero;
        for (; !work.IsCompleted; took += s_pause)
        {
            await Task.Delay(s_pause);
        }

        await work;
        return took;
    }

    public static Task UntilAsync(Func<bool> condition, string what = "what is waited for") => UntilAsync(() => Task.FromResult(condition()), what);

    public static async Task UntilAsync(Func<Task<bool>> condition, string what = "what is waited for")
    {
        for (var looks = 0; !await condition(); looks++)
        {
            Assert.True(looks < MostLooks, $"{what} did not come true");
            await Task.Delay(s_pause);
        }
    }
}
