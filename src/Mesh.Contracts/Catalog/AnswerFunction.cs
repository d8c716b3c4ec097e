namespace Mesh.Contracts.Catalog;

/// <summary>What works an answer out. Where it cannot, the rule does not match.</summary>
public enum AnswerFunction
{
    /// <summary><c>date</c>: the day, in a time zone.</summary>
    Date,

    /// <summary><c>time</c>: the time of day, in a time zone.</summary>
    Time,

    /// <summary><c>arithmetic</c>: the value of the group <c>expression</c>.</summary>
    Arithmetic,

    /// <summary><c>convert</c>: the group <c>value</c> in the unit <c>from</c>, told in the unit <c>to</c>.</summary>
    Convert,
}
