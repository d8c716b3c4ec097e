using Mesh.Grains.Turns;

namespace Mesh.Silo.Api.Requests;

/// <summary>Waits for an answer's first content frame and gives the caller a sign of life every 10 s, lest something on the way closes the connection.</summary>
internal static class Patience
{
    /// <summary>How long a caller waits without hearing anything.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>The answer. When a sign of life fails, the caller is gone and the answer is let go of as soon as it is here.</summary>
    /// <param name="begin">The answer to come.</param>
    /// <param name="time">The clock.</param>
    /// <param name="signOfLife">Gives the sign.</param>
    /// <param name="meanwhile">What the caller is told in the time between two signs, for as long as the answer is not here; null for nothing.</param>
    public static async Task<Turn> WaitAsync(Task<Turn> begin, TimeProvider time, Func<Task> signOfLife, Func<Task, TimeSpan, Task>? meanwhile = null)
    {
        try
        {
            while (!await EndsWithinAsync(begin, time, meanwhile))
            {
                await signOfLife();
            }
        }
        catch
        {
            LetGoAsync(begin).Ignore();
            throw;
        }

        return await begin;
    }

    // One timer where the answer is quick, as most are; its failure is told by whoever awaits it.
    private static async Task<bool> EndsWithinAsync(Task begin, TimeProvider time, Func<Task, TimeSpan, Task>? meanwhile)
    {
        if (meanwhile is not null)
        {
            await meanwhile(begin, Longest);
            return begin.IsCompleted;
        }

        await begin.WaitAsync(Longest, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return begin.IsCompleted;
    }

    private static async Task LetGoAsync(Task<Turn> begin)
    {
        await using var turn = await begin;
    }
}
