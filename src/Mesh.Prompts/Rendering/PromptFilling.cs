using System.Globalization;
using Mesh.Prompts.Templates;

namespace Mesh.Prompts.Rendering;

/// <summary>Goes through a template once and puts beside each of its pieces what it stands for. What is filled in is not looked into.</summary>
internal sealed class PromptFilling(PromptTemplate template, PromptFill fill, PromptLimits limits)
{
    /// <summary>Longest of what the mesh or its operator says in one place, in characters.</summary>
    public const int LongestValue = 32 * 1024;

    private const string Nothing = "(none)";

    /// <summary>The pieces of a message.</summary>
    /// <exception cref="ArgumentException">Something that the template must have is not filled in, or a value is too long.</exception>
    public List<PromptPiece> Pieces(IReadOnlyList<TemplatePart> parts)
    {
        var pieces = new List<PromptPiece>();
        foreach (var part in parts)
        {
            if (part is EachPart each)
            {
                Each(each, pieces);
            }
            else
            {
                pieces.Add(Piece(part));
            }
        }

        return pieces;
    }

    private void Each(EachPart each, List<PromptPiece> pieces)
    {
        var items = fill.Lists.GetValueOrDefault(each.List);
        if (items is null && template.Signature.Find(each.List)!.Required)
        {
            throw Missing(each.List);
        }

        var taken = Math.Min(items?.Count ?? 0, limits.Items);
        for (var place = 0; place < taken; place++)
        {
            foreach (var part in each.Inner)
            {
                pieces.Add(part is ItemPart item ? Piece(each.List, item.Field, items![place], place + 1) : Piece(part));
            }
        }

        if (items is null or [])
        {
            pieces.Add(new PromptPiece(Nothing + "\n", null));
        }
        else if (items.Count > taken)
        {
            pieces.Add(new PromptPiece(string.Create(CultureInfo.InvariantCulture, $"({items.Count - taken} more are left out)\n"), null));
        }
    }

    private static PromptPiece Piece(string list, ItemField field, PromptItem item, int number) => field switch
    {
        ItemField.Label => new PromptPiece(PlainData.Label(item.Label), null),
        ItemField.Number => new PromptPiece(number.ToString(CultureInfo.InvariantCulture), null),
        _ => new PromptPiece(item.Text, string.Create(CultureInfo.InvariantCulture, $"{list} {number}")),
    };

    private PromptPiece Piece(TemplatePart part) => part switch
    {
        TextPart text => new PromptPiece(text.Text, null),
        StepPart step => Output(step),
        PlacePart { Kind: PlaceholderKind.Value } place => new PromptPiece(Value(place.Name), null),
        PlacePart place when fill.Data.TryGetValue(place.Name, out var data) => new PromptPiece(data, place.Name),
        PlacePart place when template.Signature.Find(place.Name)!.Required => throw Missing(place.Name),
        _ => new PromptPiece(Nothing, null),
    };

    private string Value(string name)
    {
        if (!fill.Values.TryGetValue(name, out var value))
        {
            return name == "schema" && template.Schema is { } schema ? schema.Text : template.Signature.Find(name)!.Required ? throw Missing(name) : Nothing;
        }

        return value.Length <= LongestValue ? value : throw new ArgumentException($"'{name}' of template '{template.Id}' has {value.Length} characters; at most {LongestValue} are taken.");
    }

    // A step that did not run, or whose JSON has no such field, gave nothing.
    private PromptPiece Output(StepPart step)
    {
        var output = fill.Steps.GetValueOrDefault(step.Step);
        var said = step.Path is { } path ? output?.At(path) : output?.Text;
        return said is null ? new PromptPiece(Nothing, null) : new PromptPiece(said, $"steps.{step.Step}");
    }

    private ArgumentException Missing(string name) => new($"Template '{template.Id}' needs '{name}', which was not given.");
}
