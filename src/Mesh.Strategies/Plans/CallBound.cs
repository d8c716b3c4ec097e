using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;

namespace Mesh.Strategies.Plans;

/// <summary>The most that a call can cost, and how long its answer may be for what is left.</summary>
/// <param name="Reserve">What is to be reserved for it.</param>
/// <param name="MaxOutputTokens">Longest answer that this pays for; null for no bound.</param>
internal readonly record struct CallBound(PlanCost Reserve, int? MaxOutputTokens)
{
    // Fewer are no answer.
    private const int LeastOutput = 16;

    // What a vendor's template adds around each message, and around all of them.
    private const long TokensAMessage = 8;
    private const long TokensAround = 16;

    // Of an image, a document or a sound nobody knows it before; vendors' dearest images are below it.
    private const long TokensAMedium = 3_000;

    /// <summary>The bound at the dearest of the prices, of which any may come to be asked; null when not even a short answer is paid for.</summary>
    /// <param name="task">The call.</param>
    /// <param name="prices">What tokens cost at those who may answer.</param>
    /// <param name="budget">What is left.</param>
    /// <param name="wanted">Longest answer wanted; null when open.</param>
    public static CallBound? Of(ChatTask task, IReadOnlyList<ModelPrice> prices, PlanBudget budget, int? wanted)
    {
        var (usd, tokens) = (budget.UsdLeft, budget.TokensLeft);
        if (usd is null && tokens is null)
        {
            return new CallBound(default, wanted);
        }

        var input = InputAtMost(task);
        var (priceIn, priceOut) = prices.Count == 0 ? (0, 0) : (prices.Max(p => Math.Max(p.In, p.CachedIn)), prices.Max(p => p.Out));
        var inputUsd = input * priceIn / 1_000_000m;
        var output = (decimal)(wanted ?? int.MaxValue);
        if (usd is { } left && priceOut > 0)
        {
            output = Math.Min(output, Math.Floor((left - inputUsd) * 1_000_000m / priceOut));
        }

        if (tokens is { } tokensLeft)
        {
            output = Math.Min(output, tokensLeft - input);
        }

        if (output < Math.Min(LeastOutput, wanted ?? LeastOutput) || (usd is { } some && inputUsd > some))
        {
            return null;
        }

        var most = (int)output;
        return new CallBound(new PlanCost(inputUsd + (most * priceOut / 1_000_000m), tokens is null ? 0 : input + most), most == int.MaxValue ? wanted : most);
    }

    private static long InputAtMost(ChatTask task)
    {
        var messages = task.Request.Messages;
        return task.Query.InputTokensAtMost + TokensAround + (messages.Count * TokensAMessage) + (messages.Sum(m => m.Parts.Count(p => p is ImagePart or FilePart or AudioPart)) * TokensAMedium);
    }
}
