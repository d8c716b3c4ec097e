using Mesh.Catalog.Reading;
using Mesh.Contracts.Plans;

namespace Mesh.Catalog.Plans;

/// <summary>Reads a pipeline.</summary>
internal static class PipelineReader
{
    private const int MostName = 32;
    private const int MostInstructions = 8_000;

    public static PipelineEntry? Read(NodeReader reader, Section node)
    {
        Section[] groups = [.. node.Groups("pipeline")];
        var steps = groups.Select((group, place) => Step(reader, group, place)).ToArray();
        if (steps.Length is 0 or > PipelineEntry.MostSteps)
        {
            node.Wrong("pipeline", steps.Length == 0 ? "names no step." : $"has too many steps: at most {PipelineEntry.MostSteps} are taken.", "Write '- { name: draft, prompt: \"...\", model: some-model }' under it, once for each step.");
            return null;
        }

        if (steps.Any(s => s is null))
        {
            return null;
        }

        PipelineStep[] whole = [.. steps.OfType<PipelineStep>()];
        new PipelineCheck(whole, groups).Run();
        return new PipelineEntry(whole);
    }

    private static PipelineStep? Step(NodeReader reader, Section section, int place)
    {
        PipelineStep? fields = null;
        var node = reader.Read(section, s => fields = Fields(reader, s, place));
        return node is null || fields is null ? null : fields with { Node = node };
    }

    // The node itself is read behind them.
    private static PipelineStep Fields(NodeReader reader, Section section, int place)
    {
        var name = section.Text("name") ?? $"step{place}";
        if (section.Has("name") && (name.Length > MostName || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')))
        {
            section.Wrong("name", $"'{Shown.Of(name)}' cannot be the name of a step.", $"Use up to {MostName} letters, digits and - _ .");
        }

        var instructions = section.Text("instructions");
        if (instructions is { Length: > MostInstructions })
        {
            section.Wrong("instructions", $"has more than {MostInstructions} characters.", "Shorten it.");
        }

        var when = section.Text("when", "Write a condition, such as has(image).");
        return new PipelineStep(name, new SingleEntry())
        {
            Prompt = section.Text("prompt", "Write a template, such as prompt: \"Review this: {{steps.draft.text}}\"."),
            Instructions = instructions,
            Schema = section.Text("schema", "Write a JSON Schema as a text: schema: '{ \"type\": \"object\" }'."),
            Repairs = section.Integer("repairs", 0, PipelineStep.MostRepairs) ?? 1,
            After = section.Texts("after"),
            When = when ?? "",
            Condition = reader.Condition(section, "when", when),
            If = Check(section, "if"),
            Optional = section.Flag("optional") ?? false,
            Repeat = Loop(section),
        };
    }

    private static StepLoop? Loop(Section section)
    {
        if (section.Child("repeat") is not { } group)
        {
            return null;
        }

        var loop = new StepLoop(group.Text("from") ?? "", group.Integer("most", 2, StepLoop.MostRounds) ?? 2, Check(group, "until"));
        group.Finish();
        return loop;
    }

    private static StepCheck? Check(Section section, string field)
    {
        if (section.Child(field) is not { } group)
        {
            return null;
        }

        var check = new StepCheck(group.Text("step") ?? "", group.Text("field") ?? "") { Is = group.Text("is"), IsNot = group.Text("isNot"), Contains = group.Text("contains") };
        if (new[] { check.Is, check.IsNot, check.Contains }.OfType<string>().Count() != 1 || check.Step.Length == 0)
        {
            group.Wrong("", "must name a 'step' and one of 'is', 'isNot' and 'contains'.", "Write { step: review, field: verdict, is: good }.");
        }

        group.Finish();
        return check;
    }
}
