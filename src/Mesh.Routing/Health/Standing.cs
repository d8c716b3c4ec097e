using Mesh.Contracts.Endpoints;

namespace Mesh.Routing.Health;

/// <summary>What a decision needs to know of an endpoint's health.</summary>
/// <param name="Admits">Whether a request may go out now.</param>
/// <param name="IsSuspect">Whether it is asked only when nobody else is left.</param>
/// <param name="Share">The part of its fair share that it gets, 0.1 to 1: less than 1 while it comes back.</param>
/// <param name="Cause">Why it is out or suspected.</param>
public readonly record struct Standing(bool Admits, bool IsSuspect, double Share, CircuitCause Cause)
{
    /// <summary>Nothing is known against it.</summary>
    public static readonly Standing Calm = new(true, false, 1, CircuitCause.None);

    /// <summary>Whether the next request would be the trial that decides.</summary>
    public bool AwaitsTrial => Admits && !IsSuspect && Cause != CircuitCause.None;
}
