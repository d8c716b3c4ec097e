namespace Mesh.Routing.Load;

/// <summary>A sum in which what was added counts for less the longer ago that was: by e in every span. Over the span it is a rate. Not thread-safe.</summary>
internal struct FadingSum
{
    private double _sum;

    /// <summary>When something was last added, in seconds of the caller's clock.</summary>
    public double AddedAt { get; private set; }

    /// <summary>What it has faded to.</summary>
    /// <param name="now">The time in seconds.</param>
    /// <param name="span">Seconds in which it fades by e.</param>
    public readonly double At(double now, double span) => _sum * Math.Exp(Math.Min(0, AddedAt - now) / span);

    /// <summary>Adds to it.</summary>
    public void Add(double value, double now, double span)
    {
        _sum = At(now, span) + value;
        AddedAt = Math.Max(AddedAt, now);
    }
}
