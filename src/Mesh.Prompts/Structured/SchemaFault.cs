namespace Mesh.Prompts.Structured;

/// <summary>What is wrong with a schema.</summary>
/// <param name="Path">Where it is, as a JSON pointer; empty for the whole.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Mend">What to write instead.</param>
public sealed record SchemaFault(string Path, string Problem, string Mend)
{
    /// <summary>As one line.</summary>
    public override string ToString() => $"{(Path.Length == 0 ? "(schema)" : Path)}: {Problem} {Mend}";
}
