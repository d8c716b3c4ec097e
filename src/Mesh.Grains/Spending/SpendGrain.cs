using Mesh.Contracts.Spending;

namespace Mesh.Grains.Spending;

/// <summary>A tenant's spend. It answers what it has written down: a booking that was lost on the way comes again, and counts once.</summary>
internal sealed class SpendGrain([PersistentState("spend")] IPersistentState<SpendLog> log, TimeProvider time) : Grain, ISpendGrain
{
    public async Task<SpendTotals> BookAsync(SpendBooking booking, DateOnly today)
    {
        if (log.State.Take(booking, time.GetUtcNow()))
        {
            await WriteAsync();
        }

        return log.State.On(today);
    }

    private async Task WriteAsync()
    {
        try
        {
            await log.WriteStateAsync();
        }
        catch
        {
            // What was not written must not be taken for booked when it comes again.
            DeactivateOnIdle();
            throw;
        }
    }
}
