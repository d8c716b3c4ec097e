using Mesh.Contracts.Errors;

namespace Mesh.Grains.Tests.Router;

/// <summary>Questions about decisions that other silos keep. Where a machine holds such a silo up for longer than a desk waits for it, it was not asked yet: it is asked again.</summary>
internal static class Located
{
    private const int MostTries = 20;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Asks until the decision's silo was reached.</summary>
    public static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await ask();
            }
            catch (MeshException e) when (e.Error.Reason == "decision_out_of_reach" && tries < MostTries)
            {
                await Task.Delay(s_pause);
            }
        }
    }
}
