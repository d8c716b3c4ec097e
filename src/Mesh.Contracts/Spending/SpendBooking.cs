using System.Collections.Immutable;

namespace Mesh.Contracts.Spending;

/// <summary>What a silo tells of a tenant's spend since it told last. One that comes twice is booked once.</summary>
/// <param name="Silo">The silo's address with its generation: a silo that starts again is another one.</param>
/// <param name="Sequence">Counts the silo's bookings of the tenant, from 1; 0 where there is nothing to book.</param>
/// <param name="Days">What was spent, by day.</param>
[GenerateSerializer, Immutable, Alias("mesh.SpendBooking")]
public sealed record SpendBooking([property: Id(0)] string Silo, [property: Id(1)] long Sequence, [property: Id(2)] ImmutableArray<DaySpend> Days);
