using Mesh.Routing.Learning;

namespace Mesh.RouterEval.Sources;

/// <summary>One question of a source with what every model made of it.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Kind">Its subject, category or task; null where the source has none.</param>
/// <param name="Qualities">0 to 1 for each model; not a number where it wasn't asked.</param>
/// <param name="Costs">Dollars for each model; empty where nothing is priced.</param>
/// <param name="Ease">Mean quality of all models that were asked, also those that no router chooses among.</param>
internal sealed record Question(string Prompt, string? Kind, float[] Qualities, double[] Costs, float Ease)
{
    /// <summary>The prompt's features.</summary>
    public HashedPrompt Hashed { get; } = HashedPrompt.Of(Prompt);
}
