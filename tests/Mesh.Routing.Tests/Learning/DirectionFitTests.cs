using Mesh.Training.Stages;

namespace Mesh.Routing.Tests.Learning;

public sealed class DirectionFitTests
{
    private static readonly double[] s_told = [Math.Sqrt(0.5), -Math.Sqrt(0.5), 0];
    private static readonly double[] s_noise = [Math.Sqrt(1 / 6.0), Math.Sqrt(1 / 6.0), -2 * Math.Sqrt(1 / 6.0)];

    [Fact]
    public void Kept_OfADirectionSaidTwiceTooLarge_IsHalf() => Assert.InRange(Along(s_told, Fit().Kept), 0.48, 0.52);

    [Fact]
    public void Kept_OfADirectionThatIsNoise_IsNearlyNothing() => Assert.InRange(Along(s_noise, Fit().Kept), 0, 0.05);

    [Fact]
    public void Kept_OfADirectionFromFewOutcomes_IsNearTheHalfBelievedBefore() => Assert.InRange(Along(s_noise, Fit(outcomes: 6, noise: 0.05).Kept), 0.3, 0.7);

    [Fact]
    public void Bias_OfEachModel_MakesItsMeanRight()
    {
        var (kept, bias) = Fit();
        // The said differences are 0.3, 0 and -0.1 too high on average, the outcomes 0.05, 0 and -0.05.
        double[] said = [0.3, 0, -0.1];

        for (var m = 0; m < 3; m++)
        {
            var off = bias[m] + Enumerable.Range(0, 3).Sum(k => kept[(m * 3) + k] * said[k]) - new[] { 0.05, 0, -0.05 }[m];
            Assert.InRange(off, -0.02, 0.02);
        }
    }

    // Outcomes vary along two directions; what is said follows the one, doubled, and along the other is made up.
    private static (float[] Kept, float[] Bias) Fit(int outcomes = 4000, double noise = 0.5)
    {
        var random = new Random(8);
        var (says, was) = (new double[outcomes][], new double[outcomes][]);
        for (var i = 0; i < outcomes; i++)
        {
            double told = random.NextDouble() - 0.5, other = 0.5 * (random.NextDouble() - 0.5), madeUp = noise * (random.NextDouble() - 0.5);
            was[i] = [.. s_told.Select((t, m) => (told * t) + (other * s_noise[m]) + (0.05 * (1 - m)))];
            says[i] = [.. s_told.Select((t, m) => (2 * told * t) + (madeUp * s_noise[m]) + new[] { 0.3, 0, -0.1 }[m])];
        }

        return DirectionFit.Fit(says, was);
    }

    private static double Along(double[] direction, float[] kept) => Enumerable.Range(0, 3).Sum(m => Enumerable.Range(0, 3).Sum(k => direction[m] * kept[(m * 3) + k] * direction[k]));
}
