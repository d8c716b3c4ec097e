using System.Globalization;
using System.Text.RegularExpressions;
using Mesh.Grains.Admission;
using Mesh.Load;
using Mesh.Silo.Tests.Api;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Silo.Tests.Observability;

/// <summary>One scrape of <c>/metrics</c>.</summary>
internal sealed partial class Scrape
{
    private readonly string[] _lines;

    private Scrape(string text) => _lines = text.Split('\n');

    /// <summary>The mesh's own families, with the type that each has.</summary>
    public IReadOnlyDictionary<string, string> Families => _lines
        .Select(l => l.Split(' '))
        .Where(l => l is ["#", "TYPE", _, _] && IsOwn(l[2]))
        .ToDictionary(l => l[2], l => l[3]);

    /// <summary>The mesh's own series.</summary>
    public IReadOnlyList<string> Series => [.. _lines.Where(l => l.Length > 0 && l[0] != '#' && IsOwn(l)).Select(l => l[..l.LastIndexOf(' ')])];

    /// <summary>Every line of the mesh's own families.</summary>
    public string Own => string.Join('\n', _lines.Where(l => IsOwn(l.StartsWith("# ", StringComparison.Ordinal) ? l.Split(' ')[2] : l))) + "\n";

    /// <summary>All of it.</summary>
    public string Text => string.Join('\n', _lines);

    /// <param name="mesh">The mesh.</param>
    /// <param name="underWay">Requests that are under way still: what others took is counted a moment after their callers have their answers.</param>
    public static async Task<Scrape> OfAsync(RunningMesh mesh, int underWay = 0)
    {
        await Waiting.UntilAsync(() => mesh.Services.GetRequiredService<SiloPressure>().UnderWay == underWay, $"{underWay} requests under way");

        // The exporter repeats an answer that is younger than 300 ms.
        await Task.Delay(350);
        using var http = new HttpClient();
        return new Scrape(await http.GetStringAsync($"{mesh.Settings.Admin}/metrics"));
    }

    /// <summary>The sum of a family's series whose labels hold <paramref name="labels"/>; null when there is none.</summary>
    public double? Value(string family, params string[] labels)
    {
        var found = _lines
            .Where(l => l.StartsWith(family + "{", StringComparison.Ordinal) || l.StartsWith(family + " ", StringComparison.Ordinal))
            .Where(l => labels.All(label => l.Contains(label, StringComparison.Ordinal)))
            .Select(l => double.Parse(l.Split(' ')[^1], CultureInfo.InvariantCulture))
            .ToArray();
        return found.Length == 0 ? null : found.Sum();
    }

    /// <summary>Every value that a label has in the mesh's own series.</summary>
    public IReadOnlySet<string> LabelValues(string label) => Labels().Matches(string.Join('\n', Series))
        .Where(m => m.Groups[1].Value == label)
        .Select(m => m.Groups[2].Value)
        .ToHashSet();

    /// <summary>Every label of the mesh's own series.</summary>
    public IReadOnlySet<string> LabelNames() => Labels().Matches(string.Join('\n', Series)).Select(m => m.Groups[1].Value).ToHashSet();

    private static bool IsOwn(string name) => name.StartsWith("meshsilo_", StringComparison.Ordinal) || name.StartsWith("gen_ai_", StringComparison.Ordinal);

    [GeneratedRegex("([a-z_]+)=\"([^\"]*)\"")]
    private static partial Regex Labels();
}
