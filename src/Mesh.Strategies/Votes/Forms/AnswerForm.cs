namespace Mesh.Strategies.Votes.Forms;

/// <summary>What kind of answer a question asks for: how two answers are compared follows from it.</summary>
public enum AnswerForm
{
    /// <summary>The letter of one of several options.</summary>
    Choice,

    /// <summary>A number, or an expression that stands for one.</summary>
    Number,

    /// <summary>A JSON value.</summary>
    Json,

    /// <summary>A name, a date, a few words: case, articles and marks around it don't matter.</summary>
    ShortText,

    /// <summary>The output of a program, a literal, a key: every sign matters.</summary>
    Exact,

    /// <summary>Prose: two answers are more or less alike, never equal.</summary>
    FreeText,
}
