using Mesh.Contracts.Catalog;

namespace Mesh.Contracts.Routing;

/// <summary>What can be told of a request from its content, without asking anybody. Each is worked out when it is first read, and once.</summary>
public interface IRequestSignals
{
    /// <summary>What the parts of its messages are made of.</summary>
    ModelCapabilities Modalities { get; }

    /// <summary>Language of what the user says last, as two letters of ISO 639-1; <c>und</c> where it cannot be told.</summary>
    string Language { get; }

    /// <summary>What kind of task it is.</summary>
    TaskReading Task { get; }

    /// <summary>How hard it is, from 0 (a greeting) to 1 (long work in many steps).</summary>
    double Complexity { get; }

    /// <summary>Tokens of the prompt by the tokenizer; an estimate for texts too long to count.</summary>
    long Tokens { get; }

    /// <summary>Turns of the user before this one.</summary>
    int Turns { get; }

    /// <summary>Kinds of personal data and secrets found in it.</summary>
    IReadOnlyList<DataKind> Found { get; }

    /// <summary>A text of it: <c>message</c> for what the user says last, <c>system</c> for the instructions, <c>prompt</c> for everything; the first 64 Ki characters.</summary>
    string Text(string which);
}
