namespace Mesh.Prompts.Structured;

/// <summary>Where an output does not fit, as its author is told.</summary>
/// <param name="Path">Where: <c>tasks[2].id</c>; empty for the whole.</param>
/// <param name="Problem">What does not fit.</param>
/// <param name="Mend">What would.</param>
public sealed record OutputError(string Path, string Problem, string Mend)
{
    /// <summary>As one line of a repair prompt.</summary>
    public override string ToString() => $"{(Path.Length == 0 ? "(the whole output)" : Path)}: {Problem} {Mend}";
}
