using Mesh.Contracts.Catalog;
using Mesh.Prompts.Templates;

namespace Mesh.Catalog.Reading;

/// <summary>Reads a template that stands in the place of a built-in one.</summary>
internal static class PromptReader
{
    private const int LongestVersion = 32;

    public static PromptEntry Read(string name, Section section)
    {
        var prompt = new PromptEntry
        {
            Name = name,
            Version = section.Text("version", "Write one by which decisions tell it: version: acme-1.") ?? "",
            Text = section.Text("text", "Write the template, as 'text: |' with its lines indented under it.") ?? "",
        };
        if (!section.Has("version") || !section.Has("text"))
        {
            section.Wrong("", "lacks 'version' or 'text'.", "Write both: version: acme-1, and the template under text: |.");
        }

        if (prompt.Version.Length > LongestVersion || !prompt.Version.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
        {
            section.Wrong("version", $"'{Shown.Of(prompt.Version)}' cannot be a version.", $"Use up to {LongestVersion} letters, digits and . - _");
        }

        if (PromptLibrary.BuiltIn.Find(name) is null)
        {
            section.Unknown("", name, "is no template that can be replaced.", PromptLibrary.BuiltIn.Names);
        }
        else if (prompt.Text.Length > 0)
        {
            foreach (var fault in PromptLibrary.Read(prompt).Faults)
            {
                section.Wrong("text", $"{fault.Problem.TrimEnd('.')} (its line {fault.Line}).", fault.Mend);
            }
        }

        section.Finish();
        return prompt;
    }
}
