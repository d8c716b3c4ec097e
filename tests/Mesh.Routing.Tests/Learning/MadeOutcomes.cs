using Mesh.Routing.Learning;
using Mesh.Training;

namespace Mesh.Routing.Tests.Learning;

/// <summary>Prompts of two made-up fields: in the one the cheap model is as good, in the other it mostly fails.</summary>
internal static class MadeOutcomes
{
    private static readonly string[] s_easy = ["garden", "rose", "tulip", "watering", "soil", "bee", "leaf", "spade", "bloom", "shade"];
    private static readonly string[] s_hard = ["tensor", "manifold", "operator", "kernel", "spectrum", "unitary", "lattice", "gauge", "spinor", "flux"];
    private static readonly string[] s_any = ["What", "is", "the", "of", "a", "and", "how", "does", "with", "which", "when", "for"];

    public static (string Prompt, bool Hard, OutcomeRow Row)[] Make(int count, int seed, bool labelled = true)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var hard = random.NextDouble() < 0.4;
            var prompt = string.Join(' ', Enumerable.Range(0, 14).Select(_ => random.NextDouble() < 0.5 ? Pick(s_any, random) : Pick(hard ? s_hard : s_easy, random))) + "?";
            float cheap = random.NextDouble() < (hard ? 0.2 : 0.85) ? 1 : 0, dear = random.NextDouble() < 0.85 ? 1 : 0;
            return (prompt, hard, new OutcomeRow(HashedPrompt.Of(prompt), labelled ? hard ? "physics" : "garden" : null, [cheap, dear]));
        })];
    }

    public static TrainingSettings Quick { get; } = new() { Dimensions = 8, Penalties = [1], Folds = 3 };

    private static string Pick(string[] words, Random random) => words[random.Next(words.Length)];
}
