namespace Mesh.Contracts.Graphs;

/// <summary>The form of a planned task's result.</summary>
public enum ResultForm
{
    /// <summary><c>text</c>: prose.</summary>
    Text,

    /// <summary><c>json</c>: a JSON value.</summary>
    Json,

    /// <summary><c>list</c>: one item a line.</summary>
    List,

    /// <summary><c>number</c>: a number.</summary>
    Number,

    /// <summary><c>code</c>: source code.</summary>
    Code,
}
