namespace Mesh.Contracts.Errors;

/// <summary>An error of the closed list on its way to a door.</summary>
[GenerateSerializer, Alias("mesh.MeshException")]
public sealed class MeshException : Exception
{
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
}
