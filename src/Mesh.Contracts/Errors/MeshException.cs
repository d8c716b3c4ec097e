namespace Mesh.Contracts.Errors;

/// <summary>An error of the closed list on its way to a door.</summary>
[GenerateSerializer, Alias("mesh.MeshException")]
public sealed class MeshException : Exception
{
    [Id(1)] private string? _decisionId;

    /// <summary>Wraps <paramref name="error"/>, and the defect or transport fault beneath it if there is one.</summary>
    public MeshException(MeshError error, Exception? inner = null)
        : base(error.Message, inner) => Error = error;

    /// <summary>An error without further parts.</summary>
    public MeshException(MeshErrorCode code, string reason, string message, string? field = null)
        : this(new MeshError { Code = code, Reason = reason, Message = message, Field = field })
    {
    }

    /// <summary>What the caller sees.</summary>
    [Id(0)] public MeshError Error { get; }

    /// <summary>The decision by which the request went; null when none was made.</summary>
    public string? DecisionId => _decisionId;

    /// <summary>Says by which decision the request went. False when another one was named before: several requests may end by one error. Thread-safe.</summary>
    public bool TryAscribe(string decisionId) => Interlocked.CompareExchange(ref _decisionId, decisionId, null) is var before && (before is null || before == decisionId);
}
