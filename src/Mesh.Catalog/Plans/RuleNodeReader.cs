using Mesh.Catalog.Reading;
using Mesh.Contracts.Plans;

namespace Mesh.Catalog.Plans;

/// <summary>Reads a node that answers by rules.</summary>
internal static class RuleNodeReader
{
    public static RuleEntry? Read(NodeReader reader, Section rule)
    {
        var answers = AnswersReader.Read(reader.Owner, rule);
        var other = reader.One(rule, "else");
        if (answers.Count == 0)
        {
            rule.Wrong("answers", "names no rule.", "Write '- { when: { exact: [\"what are your hours\"] }, answer: \"Nine to five.\" }' under it, once for each.");
        }

        var whole = answers.Count > 0 && (other is not null || !rule.Has("else"));
        rule.Finish();
        return whole ? new RuleEntry(answers) { Else = other } : null;
    }
}
