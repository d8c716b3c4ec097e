using System.Diagnostics;

namespace Mesh.Silo.Tests.Api;

/// <summary>Waits for what happens on another thread, generously: the machine may be busy.</summary>
internal static class Waiting
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public static async Task UntilAsync(Func<bool> condition)
    {
        for (var began = Stopwatch.GetTimestamp(); !condition() && Stopwatch.GetElapsedTime(began) < s_patience;)
        {
            await Task.Delay(5);
        }

        Assert.True(condition());
    }
}
