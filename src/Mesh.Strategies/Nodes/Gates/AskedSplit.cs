using System.Globalization;
using System.Text.Json;
using Mesh.Contracts.Chat;
using Mesh.Prompts.Rendering;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Gates;

/// <summary>Has a node say which parts a request has, and whose each is.</summary>
internal static class AskedSplit
{
    /// <summary>Most parts.</summary>
    public const int MostParts = 8;

    private const double Share = 0.2;
    private const int Repairs = 1;

    /// <summary>The parts; fewer than two where the request is not mixed.</summary>
    /// <returns>Null where the answer cannot be read.</returns>
    /// <exception cref="Contracts.Errors.MeshException">The node has not answered.</exception>
    public static async Task<IReadOnlyList<RequestPart>?> OfAsync(IPlanNode splitter, IReadOnlyList<Expert> experts, string message, ChatTask task, PlanScope scope, CancellationToken cancellationToken)
    {
        var template = scope.Run.Calls.Prompts["split"];
        var asked = PromptedTask.Inner(task, template, new PromptFill
        {
            Values = new Dictionary<string, string> { ["most-parts"] = Math.Min(MostParts, experts.Count).ToString(CultureInfo.InvariantCulture), ["schema"] = template.Schema!.Text },
            Data = new Dictionary<string, string> { ["request"] = message },
            Lists = new Dictionary<string, IReadOnlyList<PromptItem>> { ["experts"] = [.. experts.Select(e => new PromptItem(e.About, e.Name))] },
        });
        var limits = new AskLimits(scope.Budget.Slice(Share), scope.Left * Share);
        var (answer, reading) = await StructuredAsk.ReadAsync(scope, splitter, "splitter", asked, message, template.Schema, Repairs, limits, cancellationToken);
        if (!reading.Fits)
        {
            return null;
        }

        answer.Use();
        var parts = reading.Json!.Value.GetProperty("parts").EnumerateArray().Select(p => Part(experts, p)).ToArray();
        return parts.Length > MostParts || parts.Contains(null) ? null : [.. parts.OfType<RequestPart>()];
    }

    private static RequestPart? Part(IReadOnlyList<Expert> experts, JsonElement part) =>
        experts.FirstOrDefault(e => string.Equals(e.Name, part.GetProperty("expert").GetString(), StringComparison.OrdinalIgnoreCase)) is { } expert
            && part.GetProperty("request").GetString() is { Length: > 0 } words
            ? new RequestPart(expert, words)
            : null;
}
