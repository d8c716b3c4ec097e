namespace Mesh.Testing.Wire;

/// <summary>What happens on a connection after a request, down to the byte.</summary>
/// <param name="Steps">The steps in order.</param>
/// <param name="Done">Told whether all steps were played, up to the tail if it has one, once.</param>
public sealed record WireAnswer(IReadOnlyList<WireStep> Steps, Action<bool>? Done = null)
{
    /// <summary>Whether it takes time, so that the other side's going away must be watched for.</summary>
    public bool Lasts { get; } = Steps.Any(s => s is not (WireStep.Send or WireStep.Tail or WireStep.Reset or WireStep.Close));
}
