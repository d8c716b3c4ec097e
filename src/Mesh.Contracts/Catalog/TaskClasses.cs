namespace Mesh.Contracts.Catalog;

/// <summary>The classes of tasks that every mesh knows.</summary>
public static class TaskClasses
{
    /// <summary>Talk and questions of every day; also what fits no other class.</summary>
    public const string Chat = "chat";

    /// <summary>Classes with examples that a catalogue may add to them: more are not told apart.</summary>
    public const int MostOwn = 54;

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> BuiltIn { get; } = [Chat, "reasoning", "math", "code", "summarise", "extract", "classify", "translate", "creative", "vision"];
}
