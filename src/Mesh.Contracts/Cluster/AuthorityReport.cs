namespace Mesh.Contracts.Cluster;

/// <summary>What an endpoint's grain says to every silo. Written by that grain alone.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="CoolingFor">How long it is to be left alone; zero when it is not.</param>
/// <param name="ProbeNumber">Which health probe was its last, from 1 on; 0 when there was none.</param>
/// <param name="ProbePassed">Whether the endpoint answered it.</param>
/// <param name="ProbeAgo">How long ago it ended.</param>
/// <param name="RecallNumber">Which call of all leases it made last, by a number that no other call has; 0 for none. Whoever has not answered it asks for a new lease at once.</param>
[GenerateSerializer, Immutable, Alias("mesh.AuthorityReport")]
public readonly record struct AuthorityReport(
    [property: Id(0)] string Endpoint,
    [property: Id(1)] TimeSpan CoolingFor,
    [property: Id(2)] long ProbeNumber,
    [property: Id(3)] bool ProbePassed,
    [property: Id(4)] TimeSpan ProbeAgo,
    [property: Id(5)] long RecallNumber = 0);
