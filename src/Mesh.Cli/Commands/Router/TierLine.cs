namespace Mesh.Cli.Commands.Router;

/// <summary>A tier of a walk inside of an outcome.</summary>
/// <param name="At">Its place, from 0.</param>
/// <param name="Model">The model that answered.</param>
/// <param name="Confidence">The confidence in it; null for none.</param>
/// <param name="Accepted">Whether that was enough.</param>
/// <param name="Parts">What each source said.</param>
/// <param name="CostUsd">What it cost in USD.</param>
/// <param name="Quality">How right it was; null where nobody knows.</param>
/// <param name="Features">What a scorer learns from, in Base64.</param>
internal sealed record TierLine(int At, string Model, double? Confidence, bool Accepted, IReadOnlyList<PartLine> Parts, double CostUsd, double? Quality, byte[] Features);
