using Mesh.Contracts.Chat;
using Mesh.Contracts.Tasks;
using Mesh.Strategies.Failover;

namespace Mesh.Strategies.Plans.Records;

/// <summary>Makes of answers what records keep.</summary>
public static class KeptAnswers
{
    /// <summary>A whole answer.</summary>
    public static NodeAnswer Of(HeldAnswer answer) => new()
    {
        Events = Events(answer),
        Model = answer.Attempt.Model,
        Endpoint = answer.Attempt.Endpoint,
        Simulated = answer.Attempt.Simulated,
        Confidence = answer.Confidence,
    };

    // Words that come one after the other are one text to whoever gets them at once; log-probabilities are told piece by piece.
    private static List<ChatEvent> Events(HeldAnswer answer)
    {
        var events = new List<ChatEvent>();
        foreach (var said in answer.Frames.SelectMany(f => f.ReadEach()))
        {
            if (said is TextDelta text && events is [.., TextDelta before] && before.Choice == text.Choice)
            {
                events[^1] = new TextDelta(text.Choice, before.Text + text.Text);
            }
            else if (said is not UsageReported)
            {
                events.Add(said);
            }
        }

        return events;
    }
}
