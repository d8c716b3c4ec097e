namespace Mesh.Strategies.Votes.Fitting;

/// <summary>Ridge regression on a few signals, with what it would have said of each row had it not seen it (through the hat matrix).</summary>
internal static class LeaveOneOutRidge
{
    // What is left of a row that the fit goes through.
    private const double LeastLeverage = 1e-3;

    /// <summary>Fits; the first signal is the constant, which isn't penalised.</summary>
    public static (double[] Coefficients, double[] Unseen) Fit(double[][] signals, double[] wanted, double penalty)
    {
        var n = signals[0].Length;
        var (squares, products) = (new double[n, n], new double[n]);
        for (var r = 0; r < wanted.Length; r++)
        {
            for (var i = 0; i < n; i++)
            {
                products[i] += signals[r][i] * wanted[r];
                for (var j = 0; j < n; j++)
                {
                    squares[i, j] += signals[r][i] * signals[r][j];
                }
            }
        }

        for (var i = 0; i < n; i++)
        {
            squares[i, i] += i == 0 ? 1e-6 : penalty;
        }

        var inverse = Inverse(squares);
        var coefficients = Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Sum(j => inverse[i, j] * products[j])).ToArray();
        var unseen = new double[wanted.Length];
        for (var r = 0; r < wanted.Length; r++)
        {
            var (leverage, said) = (0.0, 0.0);
            for (var i = 0; i < n; i++)
            {
                said += coefficients[i] * signals[r][i];
                for (var j = 0; j < n; j++)
                {
                    leverage += signals[r][i] * inverse[i, j] * signals[r][j];
                }
            }

            unseen[r] = (said - (leverage * wanted[r])) / Math.Max(LeastLeverage, 1 - leverage);
        }

        return (coefficients, unseen);
    }

    // Gauss and Jordan; the penalty keeps every pivot above 0.
    private static double[,] Inverse(double[,] matrix)
    {
        var n = matrix.GetLength(0);
        var (left, inverse) = ((double[,])matrix.Clone(), new double[n, n]);
        for (var i = 0; i < n; i++)
        {
            inverse[i, i] = 1;
        }

        for (var p = 0; p < n; p++)
        {
            var pivot = left[p, p];
            for (var j = 0; j < n; j++)
            {
                (left[p, j], inverse[p, j]) = (left[p, j] / pivot, inverse[p, j] / pivot);
            }

            for (var i = 0; i < n; i++)
            {
                var factor = left[i, p];
                for (var j = 0; i != p && j < n; j++)
                {
                    (left[i, j], inverse[i, j]) = (left[i, j] - (factor * left[p, j]), inverse[i, j] - (factor * inverse[p, j]));
                }
            }
        }

        return inverse;
    }
}
