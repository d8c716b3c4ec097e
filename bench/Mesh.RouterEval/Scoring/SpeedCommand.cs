using System.Diagnostics;
using System.Globalization;
using Mesh.RouterEval.Sources;
using Mesh.Routing.Learning;
using Mesh.Training;

namespace Mesh.RouterEval.Scoring;

/// <summary>How long single predictions take for real prompts filled up to 4 kB, by a router trained on their source.</summary>
internal static class SpeedCommand
{
    private const int Characters = 4096;
    private const int Prompts = 2000;

    public static int Run(string folder, string? only)
    {
        foreach (var source in SourceReader.Read(folder).Where(s => s.Questions.Length >= 500 && (only is null || s.Name.Contains(only, StringComparison.Ordinal))))
        {
            var artifact = RouterTraining.Train(source.Models, [.. source.Questions.Select(q => new OutcomeRow(q.Hashed, q.Kind, q.Qualities))], [], new TrainingSettings { Penalties = [3], Folds = 2 }, DateTimeOffset.UnixEpoch);
            string[] prompts = [.. Enumerable.Range(0, Prompts).Select(i => Fill(source, i))];
            var (scratch, said, times) = (new PredictionScratch(), new float[source.Models.Length], new double[Prompts]);
            for (var round = 0; round < 3; round++)
            {
                for (var i = 0; i < Prompts; i++)
                {
                    var began = Stopwatch.GetTimestamp();
                    artifact.Router.Predict(prompts[i], scratch, said);
                    times[i] = Stopwatch.GetElapsedTime(began).TotalMicroseconds;
                }
            }

            Array.Sort(times);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{source.Name}: {source.Models.Length} models, artefact {artifact.ToBytes().Length / 1e6:0.0} MB, {Characters} characters: p50 {times[Prompts / 2]:0} µs, p95 {times[Prompts * 95 / 100]:0} µs, p99 {times[Prompts * 99 / 100]:0} µs"));
        }

        return 0;
    }

    private static string Fill(Source source, int from)
    {
        var text = new System.Text.StringBuilder();
        for (var i = from; text.Length < Characters; i++)
        {
            text.Append(source.Questions[i % source.Questions.Length].Prompt).Append('\n');
        }

        return text.ToString(0, Characters);
    }
}
