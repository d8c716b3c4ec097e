using System.Diagnostics;
using Mesh.RouterEval.Cascades;
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
            var beds = scored is { } other ? [VotePlans.Bed(table, other[read.Name].WithModels(models))] : Halves(table, seed);
            faults += await ReportAsync(read.Name, beds, most, text);
        }

        var pairs = score is null ? null : CascadeSource.Read(score);
        foreach (var source in CascadeSource.Read(data).Where(s => pairs?.Any(p => p.Name == s.Name) != false))
        {
            var (one, other) = pairs is null ? source.Halves(seed) : (source.Pairs, pairs.First(p => p.Name == source.Name).Pairs);
            RecordedBed[] beds = pairs is null ? [PairPlans.Bed(one, other, seed), PairPlans.Bed(other, one, seed)] : [PairPlans.Bed(one, other, seed)];
            faults += await ReportAsync(source.Name, beds, most, text);
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
            beds[at] = bed with { Questions = [.. bed.Questions.Take(most)] };
            answers.Add(await new RecordedReplay(beds[at]).RunAsync());
        }

        return new RecordedReport(name, beds, [.. answers], text).Write();
    }

    private static RecordedBed[] Halves(AnswerTable table, int seed)
    {
        var (one, other) = table.Halves(seed);
        return [VotePlans.Bed(one, other), VotePlans.Bed(other, one)];
    }
}
