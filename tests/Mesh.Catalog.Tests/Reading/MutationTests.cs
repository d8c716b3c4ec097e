using CsCheck;
using Mesh.Catalog.Reading;
using Mesh.Catalog.Tests.Sample;

namespace Mesh.Catalog.Tests.Reading;

public sealed class MutationTests
{
    private const string Letters = "\t\n\r {}[]:,#&*!|>'\"%@`-?~<\\\0\uFEFF\uFFFD\u2028éxyz0129.$/";

    private static readonly Gen<Func<List<string>, List<string>>> s_lines = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 10_000], Gen.Int[0, 10_000], (what, at, other) => (Func<List<string>, List<string>>)(lines =>
    {
        var (a, b) = (at % lines.Count, other % lines.Count);
        switch (what)
        {
            case 0:
                lines.RemoveAt(a);
                break;
            case 1:
                lines.Insert(b, lines[a]);
                break;
            case 2:
                lines[a] = lines[b];
                break;
            default:
                (lines[a], lines[b]) = (lines[b], lines[a]);
                break;
        }

        return lines.Count == 0 ? [""] : lines;
    }));

    private static readonly Gen<Func<string, string>> s_letters = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 1_000_000], Gen.Int[1, 20], Gen.Char[Letters], (what, at, length, letter) => (Func<string, string>)(text =>
    {
        var a = at % (text.Length + 1);
        var n = Math.Min(length, text.Length - a);
        return what switch
        {
            0 => text.Remove(a, n),
            1 => text.Insert(a, text.Substring(a, n)),
            2 => text.Insert(a, letter.ToString()),
            _ => text.Remove(a, Math.Min(1, n)).Insert(a, letter.ToString()),
        };
    }));

    [Fact]
    public void Read_SampleWithLettersChanged_GivesADocumentOrMistakesInItsLines() => s_letters.Array[1, 4].Sample(
        changes => Check(changes.Aggregate(Shipped.Catalog, (text, change) => change(text))),
        iter: 600);

    [Fact]
    public void Read_SampleWithLinesMoved_GivesADocumentOrMistakesInItsLines() => s_lines.Array[1, 6].Sample(
        changes => Check(string.Join('\n', changes.Aggregate(Shipped.Catalog.Split('\n').ToList(), (lines, change) => change(lines)))),
        iter: 400);

    [Fact]
    public void Read_AnyLetters_GivesADocumentOrMistakesInItsLines() => Gen.String[Gen.Char[Letters], 0, 60].Sample(Check, iter: 20_000);

    private static bool Check(string text)
    {
        var reading = CatalogReader.Read([new("a.yaml", text)]);
        var lines = text.Split('\n').Length;
        return (reading.Document is null) == (reading.Mistakes.Count > 0)
            && reading.Mistakes.All(m => m.Line >= 1 && m.Line <= lines && m.Column >= 1 && m.Field.Length > 0 && m.Problem.Length > 0 && m.Mend.Length > 0);
    }
}
