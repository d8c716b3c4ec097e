namespace Mesh.Load.Overload;

/// <summary>How a request of an open loop ended.</summary>
internal enum AnswerKind
{
    /// <summary>By its answer.</summary>
    Answered,

    /// <summary>By a refusal as it is documented.</summary>
    Refused,

    /// <summary>In any other way.</summary>
    Failed,
}
