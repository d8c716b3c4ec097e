using System.Text.RegularExpressions;

namespace Mesh.Strategies.Confidence.Checks;

/// <summary>Where an answer says its result: after a mark that is made for it, else in its last line with words.</summary>
/// <param name="Text">That place.</param>
/// <param name="IsMarked">Whether a mark says so.</param>
/// <param name="Number">Its last number, or the first after a mark; null where it has none.</param>
internal sealed partial record FinalAnswer(string Text, bool IsMarked, WrittenNumber? Number)
{
    /// <summary>Reads an answer.</summary>
    public static FinalAnswer Of(string answer)
    {
        var text = answer.TrimEnd();
        if (Mark().Matches(text) is { Count: > 0 } marks)
        {
            var after = text[(marks[^1].Index + marks[^1].Length)..];
            var numbers = WrittenNumbers.Read(after);
            return new FinalAnswer(after, true, numbers.Count > 0 ? numbers[0] : null);
        }

        var line = text[(text.LastIndexOf('\n') + 1)..];
        var last = WrittenNumbers.Read(line);
        return new FinalAnswer(line, false, last.Count > 0 ? last[^1] : null);
    }

    [GeneratedRegex(@"####|\\boxed\{|\b(final answer|the answer is|answer:)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Mark();
}
