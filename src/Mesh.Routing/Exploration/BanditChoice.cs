namespace Mesh.Routing.Exploration;

/// <summary>A choice among models.</summary>
/// <param name="Model">Its place among the models.</param>
/// <param name="Explored">Whether it isn't the one that seemed best.</param>
/// <param name="Propensity">How likely this choice was: what later estimates divide by.</param>
public readonly record struct BanditChoice(int Model, bool Explored, double Propensity);
