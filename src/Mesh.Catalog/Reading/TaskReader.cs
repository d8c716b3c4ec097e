using Mesh.Contracts.Catalog;

namespace Mesh.Catalog.Reading;

/// <summary>Reads one class of tasks.</summary>
internal static class TaskReader
{
    private const int MostExamples = 200;
    private const int MostCharacters = 4000;

    public static TaskEntry Read(string name, Section section)
    {
        var task = new TaskEntry
        {
            Name = name,
            Description = section.Text("description") ?? "",
            Examples = section.Texts("examples") ?? [],
            Parent = section.Text("parent"),
        };
        if (!IsName(name))
        {
            section.Wrong("", $"'{Shown.Of(name)}' cannot be the name of a task class.", "Use small letters, digits, '-' and '.', such as legal.contract-review.");
        }

        if (TaskClasses.BuiltIn.Contains(name, StringComparer.OrdinalIgnoreCase) && task.Parent is not null)
        {
            section.Wrong("parent", $"stands in '{name}', which is a built-in class.", "Take it out, or give your class a name of its own.");
        }

        if (task.Examples.Count > MostExamples)
        {
            section.Wrong("examples", $"holds {task.Examples.Count} examples; at most {MostExamples} are taken.", "Keep those that differ most.");
        }

        foreach (var (place, example) in task.Examples.Index().Where(e => e.Item.Length > MostCharacters))
        {
            section.Wrong("examples", $"holds an example of {example.Length} characters; at most {MostCharacters} are taken.", "Shorten it.", place);
        }

        section.Finish();
        return task;
    }

    public static bool IsName(string name) =>
        name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.') && char.IsAsciiLetterLower(name[0]) && char.IsAsciiLetterOrDigit(name[^1]);
}
