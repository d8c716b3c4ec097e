namespace Mesh.Simulation.Traces;

/// <summary>Conversations drawn at random, with lengths like those of Mooncake's trace: for tests, which have no trace at hand.</summary>
/// <param name="Conversations">New conversations a second.</param>
/// <param name="Seconds">How long new ones begin.</param>
public sealed record SyntheticTrace(double Conversations, double Seconds)
{
    private const double FirstSpread = 1.1;
    private const double NextMedian = 900;
    private const double NextSpread = 1;
    private const double AnswerMedian = 280;
    private const double AnswerSpread = 0.7;

    /// <summary>Tokens of a conversation's first prompt, in the median.</summary>
    public double First { get; init; } = 6000;

    /// <summary>Most tokens of a prompt.</summary>
    public int MostPrompt { get; init; } = 120_000;

    /// <summary>Share of turns after which another one follows.</summary>
    public double GoesOn { get; init; } = 0.65;

    /// <summary>Seconds from one turn to the next in the mean.</summary>
    public double Pause { get; init; } = 60;

    /// <summary>Seconds of each minute in which all that begins in it begins; 60 for an even flow.</summary>
    public double Burst { get; init; } = 60;

    /// <summary>Draws the trace.</summary>
    public TraceRequest[] Draw(int seed)
    {
        var random = new Random(seed);
        var requests = new List<TraceRequest>();
        var number = 0;
        for (var at = Exponential(random, 1 / Conversations); at < Seconds; at += Exponential(random, 1 / Conversations))
        {
            var minute = Math.Floor(at / 60) * 60;
            AddTurns(requests, random, minute + ((at - minute) * Burst / 60), ++number);
        }

        return [.. requests.OrderBy(r => r.Arrives)];
    }

    private void AddTurns(List<TraceRequest> requests, Random random, double at, int conversation)
    {
        var prompt = LogNormal(random, First, FirstSpread);
        do
        {
            var answer = Math.Max(1, (int)LogNormal(random, AnswerMedian, AnswerSpread));
            var tokens = (int)Math.Clamp(prompt, 16, MostPrompt);
            requests.Add(new TraceRequest
            {
                Arrives = at,
                Prompt = tokens,
                Answer = answer,
                Blocks = [.. Enumerable.Range(0, (tokens + Trace.BlockTokens - 1) / Trace.BlockTokens).Select(b => b == 0 ? 1 : Trace.Hash(((ulong)conversation << 20) + (ulong)b))],
                Conversation = conversation,
            });
            prompt += answer + LogNormal(random, NextMedian, NextSpread);
            at += Exponential(random, Pause);
        }
        while (prompt < MostPrompt && random.NextDouble() < GoesOn);
    }

    private static double Exponential(Random random, double mean) => -mean * Math.Log(1 - random.NextDouble());

    private static double LogNormal(Random random, double median, double spread)
    {
        // Box and Muller (1958).
        var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return median * Math.Exp(spread * normal);
    }
}
