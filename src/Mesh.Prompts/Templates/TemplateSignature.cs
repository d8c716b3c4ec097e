namespace Mesh.Prompts.Templates;

/// <summary>What a template may name: placeholders, and outputs of steps.</summary>
public sealed record TemplateSignature
{
    /// <summary>Placeholders.</summary>
    public IReadOnlyList<Placeholder> Placeholders { get; init; } = [];

    /// <summary>Steps whose outputs may be named as <c>steps.draft.text</c> and <c>steps.draft.json.field</c>.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];

    /// <summary>What a step of a pipeline may name: the caller's question and the outputs of the steps before it.</summary>
    /// <param name="earlier">Those steps.</param>
    public static TemplateSignature ForStep(IReadOnlyList<string> earlier) => new()
    {
        Placeholders = [new Placeholder("question", PlaceholderKind.Data, Required: false)],
        Steps = earlier,
    };

    /// <summary>What the reason of a review may name: what the mesh knows, and nothing that users or models said.</summary>
    public static TemplateSignature ForReview { get; } = new()
    {
        Placeholders = [.. new[] { "route", "task", "place", "failure" }.Select(n => new Placeholder(n, PlaceholderKind.Value, Required: false))],
    };

    /// <summary>The placeholder of a name; null when there is none.</summary>
    public Placeholder? Find(string name) => Placeholders.FirstOrDefault(p => p.Name == name);

    /// <summary>Everything that may be named, as a mistake lists it.</summary>
    internal string Known
    {
        get
        {
            var names = Placeholders.Select(p => p.Kind == PlaceholderKind.List ? $"#each {p.Name}" : p.Name)
                .Concat(Steps.Select(s => $"steps.{s}.text"))
                .ToArray();
            return names.Length == 0 ? "Nothing may be named here." : $"Known: {string.Join(", ", names)}.";
        }
    }
}
