using System.Runtime.InteropServices;
using Mesh.Cli.Commands.Router;
using Mesh.Cli.Failures;
using Mesh.Routing.Outcomes;
using Mesh.Strategies.Confidence.Sources;
using Mesh.Training.Cascades;

namespace Mesh.Cli.Commands.Cascades;

/// <summary>The recorded walks of one cascade, the oldest first; of a walk that was recorded again the last record.</summary>
/// <param name="Walks">The walks.</param>
/// <param name="Models">The model of each tier of the newest audited walk; empty where none is audited.</param>
internal sealed record RecordedWalks(IReadOnlyList<RecordedWalk> Walks, IReadOnlyList<string> Models)
{
    /// <summary>Gathers them: the newest <see cref="OutcomeSource.Most"/>.</summary>
    /// <param name="lines">The outcomes.</param>
    /// <param name="cascade">The cascade's name.</param>
    /// <exception cref="CommandFailure">There is none of the name, or one is damaged.</exception>
    public static async Task<RecordedWalks> GatherAsync(IAsyncEnumerable<OutcomeLine> lines, string cascade)
    {
        var found = new Dictionary<string, OutcomeLine>(StringComparer.Ordinal);
        var (order, names) = (new Queue<string>(), new SortedSet<string>(StringComparer.OrdinalIgnoreCase));
        await foreach (var line in lines)
        {
            if (line.Cascade is not { } walk)
            {
                continue;
            }

            names.Add(walk.Cascade);
            if (!string.Equals(walk.Cascade, cascade, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (found.TryAdd(walk.Walk, line))
            {
                order.Enqueue(walk.Walk);
            }

            found[walk.Walk] = line;
            if (order.Count > OutcomeSource.Most)
            {
                found.Remove(order.Dequeue());
            }
        }

        if (found.Count == 0)
        {
            throw new CommandFailure(
                $"No walk of a cascade '{cascade}' is recorded.",
                names.Count > 0 ? $"Recorded are: {string.Join(", ", names)}." : "Write 'router: { record: true }' and 'audit: 0.1' beside the cascade in the catalogue, and give feedback on answers.");
        }

        OutcomeLine[] all = [.. order.Select(w => found[w])];
        return new RecordedWalks([.. all.Select(Walk)], all.LastOrDefault(l => l.Cascade!.Audited)?.Cascade!.Tiers.Select(t => t.Model).ToArray() ?? []);
    }

    private static RecordedWalk Walk(OutcomeLine line)
    {
        try
        {
            return new RecordedWalk(
                string.IsNullOrEmpty(line.Task) ? null : line.Task,
                PackedPrompt.Unpack(line.Prompt).Question,
                line.Cascade!.Audited,
                [.. line.Cascade.Tiers.Select(t => new TierOutcome(t.Confidence, [.. t.Parts.Select(p => new ConfidencePart(p.Source, p.Value, p.Weight, p.Caps))], t.Quality, t.CostUsd, MemoryMarshal.Cast<byte, float>(t.Features).ToArray()))]);
        }
        catch (FormatException e)
        {
            throw new CommandFailure($"A walk of {line.Cascade!.Cascade} at {line.At:u} cannot be read: {e.Message}.");
        }
    }
}
