namespace Mesh.RouterEval.Votes;

/// <summary>What a method made of one question.</summary>
/// <param name="Quality">0 to 1.</param>
/// <param name="Cost">Dollars; not a number where a model that was asked has no price.</param>
/// <param name="Seconds">Simulated seconds to the whole answer.</param>
internal readonly record struct Played(double Quality, double Cost, double Seconds);
