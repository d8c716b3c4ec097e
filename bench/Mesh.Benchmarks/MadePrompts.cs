using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Mesh.Routing.Learning;
using Mesh.Training;

namespace Mesh.Benchmarks;

/// <summary>Made-up prompts whose words are as unevenly frequent as in a language, and a router trained on 3,000 of them.</summary>
internal static class MadePrompts
{
    private const int Words = 20_000;
    private const int Trained = 3_000;

    // Each benchmark of a class is set up anew, in one process.
    private static readonly ConcurrentDictionary<int, RouterArtifact> s_trained = new();

    public static string Of(int characters, int seed)
    {
        var (text, random) = (new StringBuilder(), new Random(seed));
        while (text.Length < characters)
        {
            text.Append(Word(random)).Append(random.NextDouble() < 0.1 ? ", " : " ");
        }

        return text.ToString(0, characters);
    }

    public static RouterArtifact Train(int models) => s_trained.GetOrAdd(models, Learn);

    private static RouterArtifact Learn(int models)
    {
        var random = new Random(1);
        var rows = Enumerable.Range(0, Trained).Select(i => new OutcomeRow(
            HashedPrompt.Of(Of(200 + random.Next(800), i)), $"kind{i % 40}", [.. Enumerable.Range(0, models).Select(_ => random.NextDouble() < 0.7 ? 1f : 0)]));
        return RouterTraining.Train([.. Enumerable.Range(0, models).Select(m => $"m{m}")], [.. rows], [], new TrainingSettings { Penalties = [3], Folds = 2 }, DateTimeOffset.UnixEpoch);
    }

    // Zipf's law: the n-th word is about n times rarer than the first. Spelled by syllables from its rank.
    private static string Word(Random random)
    {
        var rank = (int)Math.Min(Words - 1, Math.Exp(random.NextDouble() * Math.Log(Words)));
        var word = new StringBuilder();
        for (var left = rank + 7; left > 0; left /= 11)
        {
            word.Append("bcdfghjklmnprst"[left % 15]).Append("aeiou"[left % 5]);
        }

        return word.Append((rank % 97 == 0 ? rank : 0).ToString("#", CultureInfo.InvariantCulture)).ToString();
    }
}
