using Mesh.Contracts.Endpoints;

namespace Mesh.Providers.Limits;

/// <summary>What an answer's rate-limit headers tell.</summary>
/// <param name="Requests">Of requests.</param>
/// <param name="Tokens">Of tokens.</param>
public readonly record struct VendorLimits(ObservedRate Requests, ObservedRate Tokens);
