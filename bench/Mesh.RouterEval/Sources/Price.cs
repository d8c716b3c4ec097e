using System.Text.Json;

namespace Mesh.RouterEval.Sources;

/// <summary>Dollars a million tokens.</summary>
/// <param name="In">Of the prompt.</param>
/// <param name="Out">Of the answer.</param>
internal sealed record Price(double In, double Out)
{
    private const double CharactersOfToken = 4;

    // The instructions around each question of these tables, which the prompts here lack.
    private const int Instructions = 600;

    /// <summary>The prices in a folder; none where it has no such file.</summary>
    public static IReadOnlyDictionary<string, Price> Read(string folder)
    {
        var file = Path.Combine(folder, "prices.json");
        if (!File.Exists(file))
        {
            return new Dictionary<string, Price>();
        }

        using var document = JsonDocument.Parse(File.ReadAllText(file));
        return document.RootElement.GetProperty("models").EnumerateObject().ToDictionary(
            m => m.Name,
            m => new Price(m.Value.GetProperty("in").GetDouble(), m.Value.GetProperty("out").GetDouble()),
            StringComparer.Ordinal);
    }

    /// <summary>Dollars of one answer.</summary>
    public double Of(int promptCharacters, double answerCharacters) =>
        ((In * (promptCharacters + Instructions)) + (Out * answerCharacters)) / CharactersOfToken / 1e6;

    /// <summary>Tokens of one answer, as a vendor would count them.</summary>
    public static (int In, int Out) Tokens(int promptCharacters, int answerCharacters) =>
        ((int)Math.Round((promptCharacters + Instructions) / CharactersOfToken), (int)Math.Round(answerCharacters / CharactersOfToken));
}
