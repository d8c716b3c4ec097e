using Mesh.Catalog.Reading;
using Mesh.Contracts.Plans;
using Mesh.Prompts.Structured;
using Mesh.Prompts.Templates;

namespace Mesh.Catalog.Plans;

/// <summary>Checks that the steps of a pipeline name each other rightly, and their templates and schemas.</summary>
/// <param name="steps">The steps.</param>
/// <param name="groups">Where each stands.</param>
internal sealed class PipelineCheck(IReadOnlyList<PipelineStep> steps, IReadOnlyList<Section> groups)
{
    // By a step's place, the steps whose outputs are surely there when it begins, or were there in the round before.
    private readonly HashSet<string>[] _known = new HashSet<string>[steps.Count];

    public void Run()
    {
        for (var i = 0; i < steps.Count; i++)
        {
            if (steps.Take(i).Any(s => s.Name == steps[i].Name))
            {
                groups[i].Wrong("name", $"'{steps[i].Name}' is another step's name too.", "Rename one.");
            }

            _known[i] = Above(i);
            Loop(i);
        }

        for (var i = 0; i < steps.Count; i++)
        {
            Named(groups[i], "if", steps[i].If, _known[i]);
            Templates(i);
        }
    }

    private HashSet<string> Above(int at)
    {
        var names = steps[at].After ?? (at == 0 ? [] : [steps[at - 1].Name]);
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (steps.Take(at).Select(s => s.Name).ToList().IndexOf(name) is >= 0 and var place)
            {
                known.Add(name);
                known.UnionWith(_known[place]);
            }
            else
            {
                groups[at].Unknown("after", name, "is no step before this one.", steps.Take(at).Select(s => s.Name));
            }
        }

        return known;
    }

    private void Loop(int at)
    {
        if (steps[at].Repeat is not { } loop)
        {
            return;
        }

        var first = steps.Take(at + 1).Select(s => s.Name).ToList().IndexOf(loop.From);
        if (first < 0)
        {
            groups[at].Unknown("repeat", loop.From, "is no step to begin again 'from': it is this one or one before.", steps.Take(at + 1).Select(s => s.Name));
            return;
        }

        if (steps.Skip(first).Take(at - first).Any(s => s.Repeat is not null))
        {
            groups[at].Wrong("repeat", "goes around another step that repeats.", "Repeat steps that follow each other, in one loop.");
        }

        // In a loop steps are done in their order, and name what the round before has given.
        var round = steps.Skip(first).Take(at - first + 1).Select(s => s.Name).ToArray();
        for (var i = first; i <= at; i++)
        {
            _known[i].UnionWith(round);
        }

        Named(groups[at], "repeat", loop.Until, [.. _known[at]]);
    }

    private static void Named(Section section, string field, StepCheck? check, HashSet<string> known)
    {
        if (check is { Step.Length: > 0 } && !known.Contains(check.Step))
        {
            section.Unknown(field, check.Step, "is no step that is done before.", known);
        }
    }

    private void Templates(int at)
    {
        var (step, section) = (steps[at], groups[at]);
        foreach (var fault in step.Prompt is { } prompt ? TemplateReader.Read(step.Name, "1", prompt, TemplateSignature.ForStep([.. _known[at]])).Faults : [])
        {
            section.Wrong("prompt", $"{fault.Problem.TrimEnd('.')} (its line {fault.Line}).", fault.Mend);
        }

        foreach (var fault in step.Schema is { } schema ? OutputSchema.Read(schema).Faults : [])
        {
            section.Wrong("schema", fault.Path.Length == 0 ? fault.Problem : $"at {fault.Path}: {fault.Problem}", fault.Mend);
        }
    }
}
