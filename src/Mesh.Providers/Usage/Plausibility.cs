using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;

namespace Mesh.Providers.Usage;

/// <summary>
/// Whether a vendor's count can be true. It is not believed above ten times the mesh's own estimate and an allowance for what the
/// mesh cannot see (the vendor's own instructions in a prompt, thought tokens of a model that reasons); prompts that hold more than
/// text have no estimate and are not judged.
/// </summary>
internal static class Plausibility
{
    private const int Factor = 10;
    private const int UnseenInput = 10_000;
    private const int UnseenOutput = 100;
    private const int BytesAToken = 4;

    // What stands around the text of an event; some vendors put more there, none less.
    private const int MostOverhead = 256;

    private const ModelCapabilities Opaque = ModelCapabilities.ImageIn | ModelCapabilities.FileIn | ModelCapabilities.AudioIn;

    /// <summary>Whether to believe <paramref name="told"/>.</summary>
    /// <param name="told">The vendor's count.</param>
    /// <param name="query">What is known of the prompt.</param>
    /// <param name="seen">What was seen of the answer.</param>
    public static bool Believes(TokenUsage told, RouteQuery query, AnswerSize seen) =>
        told.Output - told.Reasoning <= (Factor * Tokens(seen)) + UnseenOutput
        && ((query.Needs & Opaque) != 0 || told.Input <= (Factor * query.InputTokensExpected) + UnseenInput);

    private static long Tokens(AnswerSize seen) => seen.Frames + ((seen.Bytes - (seen.Frames * Math.Min(seen.Smallest, MostOverhead))) / BytesAToken);
}
