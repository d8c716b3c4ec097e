using Mesh.Contracts.Errors;

namespace Mesh.Conversations.Tests.Simulation;

/// <summary>A client's call that a silo has not answered.</summary>
/// <param name="Silo">Where it was made.</param>
/// <param name="Lose">Ends it without an answer, if it has none yet.</param>
internal sealed record SimCall(SimSilo Silo, Action Lose)
{
    public static MeshException Unanswered() => new(MeshErrorCode.Unavailable, "no_answer", "The silo gave no answer.");
}
