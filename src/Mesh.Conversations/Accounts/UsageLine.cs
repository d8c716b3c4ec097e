namespace Mesh.Conversations.Accounts;

/// <summary>What a tenant's conversations took of one model on one day (UTC).</summary>
public sealed record UsageLine
{
    /// <summary>A USD in the unit of <see cref="CostNanoUsd"/>.</summary>
    public const long NanoUsd = 1_000_000_000;

    /// <summary>The day, by the clock of the silo that wrote the end of the attempt.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>The catalogue's model; empty where none answered.</summary>
    public required string Model { get; init; }

    /// <summary>Attempts at turns that were kept whole.</summary>
    public long Committed { get; init; }

    /// <summary>Attempts that broke off.</summary>
    public long Interrupted { get; init; }

    /// <summary>Attempts that nobody answered.</summary>
    public long Failed { get; init; }

    /// <summary>Attempts that were cancelled.</summary>
    public long Cancelled { get; init; }

    /// <summary>Attempts that were given up, because nobody ended them in time or the conversation was deleted under them.</summary>
    public long Abandoned { get; init; }

    /// <summary>What the mesh asked for itself: summaries and images in words.</summary>
    public long Noted { get; init; }

    /// <summary>How many of all these took what nobody knows: their tokens and cost are not in this line.</summary>
    public long Unmetered { get; init; }

    /// <summary>Prompt tokens, cached ones included.</summary>
    public long Input { get; init; }

    /// <summary>Prompt tokens that vendors had cached.</summary>
    public long CachedInput { get; init; }

    /// <summary>Answer tokens, reasoning included.</summary>
    public long Output { get; init; }

    /// <summary>Answer tokens that were thought and not said.</summary>
    public long Reasoning { get; init; }

    /// <summary>Cost in billionths of a USD.</summary>
    public long CostNanoUsd { get; init; }

    /// <summary>All figures in the order in which stores number them: it is stored, so that new ones come last.</summary>
    public IReadOnlyList<long> Figures => [Committed, Interrupted, Failed, Cancelled, Abandoned, Noted, Unmetered, Input, CachedInput, Output, Reasoning, CostNanoUsd];

    /// <summary>A line from its figures; those that are not known to this build are left out, and those that are missing are 0.</summary>
    public static UsageLine Of(DateOnly day, string model, Func<int, long> figure) => new()
    {
        Day = day,
        Model = model,
        Committed = figure(0),
        Interrupted = figure(1),
        Failed = figure(2),
        Cancelled = figure(3),
        Abandoned = figure(4),
        Noted = figure(5),
        Unmetered = figure(6),
        Input = figure(7),
        CachedInput = figure(8),
        Output = figure(9),
        Reasoning = figure(10),
        CostNanoUsd = figure(11),
    };

    /// <summary>Both together.</summary>
    public UsageLine Plus(UsageLine other) => Of(Day, Model, i => Figures[i] + other.Figures[i]);
}
