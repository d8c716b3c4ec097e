using Mesh.Contracts.Access;

namespace Mesh.Contracts.Spending;

/// <summary>Adds up what a tenant spends at all silos, over restarts too. One for each tenant that spends; not on any request's way.</summary>
[TenantKeyed, Alias("mesh.ISpendGrain")]
public interface ISpendGrain : IGrainWithStringKey
{
    /// <summary>Its key within the tenant.</summary>
    public const string Key = "spend";

    /// <summary>Books what a silo tells and gives what all have told. Written down before it answers.</summary>
    /// <param name="booking">What it tells.</param>
    /// <param name="today">The day by its clock, whose figures it asks for: clocks differ, and around midnight so do their days.</param>
    [Alias("Book")]
    Task<SpendTotals> BookAsync(SpendBooking booking, DateOnly today);
}
