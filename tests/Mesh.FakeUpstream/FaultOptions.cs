using System.Globalization;
using Mesh.Testing.Faults;

namespace Mesh.StandIn;

/// <summary>Reads the faults of the command line.</summary>
internal static class FaultOptions
{
    /// <summary>The mix that is wished for; null when a wish cannot be read.</summary>
    public static FaultMix? Mix(string[] wishes, double failures, bool silent, int seed)
    {
        var shares = new Dictionary<Fault, double>();
        foreach (var wish in wishes)
        {
            if (wish.Split('=') is not [var name, var text] || FaultNames.Find(name) is not { } fault || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var share))
            {
                return null;
            }

            shares[fault] = share;
        }

        if (failures > 0)
        {
            shares[Fault.Status500] = shares.GetValueOrDefault(Fault.Status500) + failures;
        }

        if (silent)
        {
            shares[Fault.UsageMissing] = 1 - shares.Values.Sum();
        }

        return shares.Values.All(s => s >= 0) && shares.Values.Sum() <= 1 + 1e-9 ? new FaultMix(shares, seed) : null;
    }
}
