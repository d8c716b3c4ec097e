using System.Diagnostics;
using Mesh.RouterEval.Votes;

namespace Mesh.Load.Recorded;

/// <summary>
/// Recorded answers through a mesh: plans are fitted on one half of each table's questions and asked the other half, both ways round; with a
/// second folder they are fitted on the whole first one and asked the second.
/// </summary>
internal static class RecordedCommand
{
    public const int Seed = 77;

    /// <summary>Exit code 1 when an answer arrives otherwise than it was recorded, or the mesh's account is not what the rules cost.</summary>
    public static async Task<int> RunAsync(string data, string? score, string? output, int seed, int most = int.MaxValue)
    {
        using var text = new StringWriter();
        var began = Stopwatch.GetTimestamp();
        var faults = 0;
        var scored = score is null ? null : AnswerTable.ReadAll(score, []).ToDictionary(t => t.Name, StringComparer.Ordinal);
        foreach (var read in AnswerTable.ReadAll(data, ["o1"]).Where(t => t.Priced.Length >= 2 && scored?.ContainsKey(t.Name) != false))
        {
            string[] models = [.. read.Models.Where(m => scored is null || scored[read.Name].Models.Contains(m))];
            var table = read.WithModels(models);
            var beds = scored is { } other ? [Whole(table, other[read.Name].WithModels(models))] : Halves(table, seed);
            faults += await ReportAsync(read.Name, beds, most, text);
        }

        Console.Write(text.ToString());
        Console.WriteLine($"time {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s, {faults} faults");
        if (output is not null)
        {
            await File.WriteAllTextAsync(output, text.ToString());
        }

        return faults == 0 ? 0 : 1;
    }

    private static async Task<int> ReportAsync(string name, RecordedBed[] beds, int most, StringWriter text)
    {
        var answers = new List<ReplayedAnswer[][]>();
        foreach (var (at, bed) in beds.Index())
        {
            beds[at] = bed with { Questions = [.. bed.Questions.Take(most)], Places = [.. bed.Places.Take(most)] };
            answers.Add(await new RecordedReplay(beds[at]).RunAsync());
        }

        return new RecordedReport(name, beds, [.. answers], text).Write();
    }

    private static RecordedBed Whole(AnswerTable fitted, AnswerTable asked) => VotePlans.Bed(fitted, asked, [.. Enumerable.Range(0, asked.Rows.Length)]);

    private static RecordedBed[] Halves(AnswerTable table, int seed)
    {
        var (one, other) = table.Halves(seed);
        return [VotePlans.Bed(one, other, [.. Enumerable.Range(0, other.Rows.Length)]), VotePlans.Bed(other, one, [.. Enumerable.Range(other.Rows.Length, one.Rows.Length)])];
    }
}
