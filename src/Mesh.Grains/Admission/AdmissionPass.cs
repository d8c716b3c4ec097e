using Mesh.Contracts.Routing;

namespace Mesh.Grains.Admission;

/// <summary>Leave to go to the gate.</summary>
/// <param name="Decision">The decision to go by, made when the leave was given.</param>
/// <param name="Waiter">The request's place in the queues; null when it has not waited.</param>
internal readonly record struct AdmissionPass(RouteDecision Decision, Waiter? Waiter);
