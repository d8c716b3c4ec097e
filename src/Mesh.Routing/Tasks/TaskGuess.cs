namespace Mesh.Routing.Tasks;

/// <summary>What a prompt seems to ask for.</summary>
/// <param name="Name">The class.</param>
/// <param name="Confidence">How sure, 0 to 1; that of a parent includes its special cases.</param>
public readonly record struct TaskGuess(string Name, float Confidence);
