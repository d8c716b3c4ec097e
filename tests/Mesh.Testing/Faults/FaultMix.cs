namespace Mesh.Testing.Faults;

/// <summary>Draws faults by their shares, the same ones for the same seed. Thread-safe.</summary>
public sealed class FaultMix
{
    private readonly Lock _drawing = new();
    private readonly Random _random;
    private readonly (Fault Fault, double UpTo)[] _steps;

    /// <summary>A mix.</summary>
    /// <param name="shares">The share of each fault, together at most 1; the rest is answered as it should be.</param>
    /// <param name="seed">Seed of the drawing.</param>
    /// <exception cref="ArgumentException">A share is negative, or together they are above 1.</exception>
    public FaultMix(IReadOnlyDictionary<Fault, double> shares, int seed = 1)
    {
        var upTo = 0.0;
        _steps = [.. shares.Select(s => (s.Key, upTo += s.Value >= 0 ? s.Value : throw new ArgumentException($"the share of {s.Key} is negative", nameof(shares))))];
        if (upTo > 1 + 1e-9)
        {
            throw new ArgumentException($"the shares add up to {upTo}", nameof(shares));
        }

        _random = new Random(seed);
    }

    /// <summary>Always the same.</summary>
    public static FaultMix Always(Fault fault) => new(new Dictionary<Fault, double> { [fault] = 1 });

    /// <summary>The same share of each.</summary>
    public static FaultMix OfEach(IEnumerable<Fault> faults, double share, int seed = 1) => new(faults.ToDictionary(f => f, _ => share), seed);

    /// <summary>The next one.</summary>
    public Fault Draw()
    {
        double drawn;
        lock (_drawing)
        {
            drawn = _random.NextDouble();
        }

        foreach (var (fault, upTo) in _steps)
        {
            if (drawn < upTo)
            {
                return fault;
            }
        }

        return Fault.None;
    }
}
