namespace Mesh.RouterEval.Measures;

/// <summary>The 95% interval of a difference between two routers on the same questions, by drawing the questions again.</summary>
internal static class PairedBootstrap
{
    private const int Rounds = 1000;
    private const int Seed = 20;

    /// <summary>Lower and upper bound.</summary>
    /// <param name="questions">How many there are.</param>
    /// <param name="difference">Of a resample, given how often each question was drawn.</param>
    public static (double Low, double High) Interval(int questions, Func<int[], double> difference)
    {
        var random = new Random(Seed);
        var (drawn, found) = (new int[questions], new double[Rounds]);
        for (var round = 0; round < Rounds; round++)
        {
            Array.Clear(drawn);
            for (var i = 0; i < questions; i++)
            {
                drawn[random.Next(questions)]++;
            }

            found[round] = difference(drawn);
        }

        Array.Sort(found);
        return (found[(int)(0.025 * Rounds)], found[(int)(0.975 * Rounds) - 1]);
    }
}
