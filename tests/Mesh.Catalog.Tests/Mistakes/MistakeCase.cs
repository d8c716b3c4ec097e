using System.Text.RegularExpressions;
using Mesh.Contracts.Catalog;

namespace Mesh.Catalog.Tests.Mistakes;

/// <summary>One kind of mistake: the files that hold it and the message that they must give.</summary>
public sealed partial record MistakeCase(string Kind, IReadOnlyList<CatalogFile> Files, string Message)
{
    private static readonly Lazy<IReadOnlyDictionary<string, MistakeCase>> s_all = new(() =>
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Mistakes"), "*.txt").SelectMany(f => Read(File.ReadAllText(f))).ToDictionary(c => c.Kind));

    /// <summary>Every case by its kind, over all texts of this folder.</summary>
    public static IReadOnlyDictionary<string, MistakeCase> All => s_all.Value;

    /// <summary>The kinds in one of the texts.</summary>
    public static TheoryData<string> Kinds(string text) => [.. Read(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Mistakes", text))).Select(c => c.Kind)];

    private static IEnumerable<MistakeCase> Read(string text) => CaseStart().Split(text).Skip(1).Chunk(2).Select(c => Case(c[0], c[1].Split('\n')));

    private static MistakeCase Case(string kind, string[] lines)
    {
        List<(string Name, List<string> Lines)> files = [("a.yaml", [])];
        foreach (var line in lines.TakeWhile(l => !l.StartsWith("> ", StringComparison.Ordinal)).Skip(1))
        {
            if (FileStart().Match(line) is { Success: true } start)
            {
                files.Add((start.Groups[1].Value, []));
            }
            else
            {
                files[^1].Lines.Add(line.Replace("\\t", "\t", StringComparison.Ordinal).Replace("\\r", "\r", StringComparison.Ordinal).Replace("\\0", "\0", StringComparison.Ordinal));
            }
        }

        return new MistakeCase(kind, [.. files.Select(f => new CatalogFile(f.Name, string.Concat(f.Lines.Select(l => l + "\n"))))], lines.Single(l => l.StartsWith("> ", StringComparison.Ordinal))[2..]);
    }

    [GeneratedRegex("^== (.+)$", RegexOptions.Multiline)]
    private static partial Regex CaseStart();

    [GeneratedRegex(@"^--- (\S+\.yaml)$")]
    private static partial Regex FileStart();
}
