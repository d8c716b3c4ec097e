namespace Mesh.Strategies.Nodes.Cascade;

/// <summary>The tier whose answer the caller gets.</summary>
/// <param name="At">Its place.</param>
/// <param name="Answer">Its answer.</param>
internal sealed record ChosenTier(int At, Failover.PlanAnswer Answer);
