using System.Globalization;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Strategies.Plans;
using Mesh.Strategies.Votes.Forms;
using Mesh.Strategies.Votes.Judged;

namespace Mesh.Strategies.Nodes.Ensemble;

/// <summary>The mean of answers that are numbers.</summary>
/// <param name="Text">The mean as it is told.</param>
/// <param name="Agreement">1 where all are equal, less the wider they are apart: 1 / (1 + their coefficient of variation), times the share of those who came that gave a number.</param>
/// <param name="Numbers">Those that gave one.</param>
/// <param name="Nearest">The one whose number is nearest to it.</param>
internal sealed record NumberMean(string Text, double Agreement, IReadOnlyList<Ballot> Numbers, Ballot Nearest)
{
    /// <summary>The mean of those who came.</summary>
    /// <param name="outcome">Those who came.</param>
    /// <param name="quorum">Numbers without which there is none.</param>
    /// <exception cref="MeshException">upstream_failed, reason no_quorum: fewer gave a number.</exception>
    public static NumberMean Of(VoteOutcome outcome, int quorum)
    {
        var reader = new AnswerReader(AnswerForm.Number);
        var given = outcome.Said.Where(b => !b.Calls)
            .Select(b => (Ballot: b, IsNumber: double.TryParse(reader.Key(b.Answer!.Text), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value), Value: value))
            .Where(g => g.IsNumber)
            .ToArray();
        if (given.Length < quorum || MeanAnswer.Of([.. given.Select(g => g.Value)], [.. given.Select(_ => 1.0)]) is not { } mean)
        {
            throw new MeshException(MeshErrorCode.UpstreamFailed, "no_quorum", $"Of {outcome.Came.Count} answers that came to an ensemble with 'combine: mean', {given.Length} are numbers; its quorum is {quorum}.");
        }

        var spread = Math.Sqrt(given.Average(g => (g.Value - mean) * (g.Value - mean)));
        var apart = spread == 0 ? 0 : spread / Math.Max(Math.Abs(mean), double.Epsilon);
        return new NumberMean(
            NumberText.Written(mean), 1 / (1 + apart) * given.Length / outcome.Came.Count, [.. given.Select(g => g.Ballot)], given.MinBy(g => Math.Abs(g.Value - mean)).Ballot);
    }

    /// <summary>What is given: the number alone.</summary>
    public IReadOnlyList<ContentFrame> Frames => [new EventFrame([new TextDelta(0, Text)]), new EventFrame([new ChoiceFinished(0, "stop")])];
}
