using System.Text.Json;

namespace Mesh.Load.Recorded;

/// <summary>
/// Puts the simulated seconds of calls together as the mesh's report of a plan tells: what stands beside each other takes as long as the
/// slowest, what comes after each other as long as all.
/// </summary>
internal static class PlanSeconds
{
    /// <summary>The seconds of a node, and how many models were asked.</summary>
    /// <param name="node">The node's report.</param>
    /// <param name="question">The question.</param>
    public static (double Seconds, int Calls) Of(JsonElement node, RecordedQuestion question)
    {
        var under = node.GetProperty("nodes").EnumerateArray().Select(n => Of(n, question)).ToArray();
        if (under.Length > 0)
        {
            return (node.GetProperty("kind").GetString() == "ensemble" ? under.Max(u => u.Seconds) : under.Sum(u => u.Seconds), under.Sum(u => u.Calls));
        }

        return node.GetProperty("state").GetString() == "done" && node.TryGetProperty("model", out var model) ? (question.Answers[RecordedModel.Place(model.GetString()!)].Seconds, 1) : (0, 0);
    }
}
