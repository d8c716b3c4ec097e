namespace Mesh.Strategies.Confidence.Calibration;

/// <summary>How a threshold is chosen.</summary>
public enum ThresholdMethod
{
    /// <summary>
    /// Of all answers at most the set share is accepted and wrong, on average over calibrations: conformal risk control (Angelopoulos, Bates,
    /// Fisch, Lei and Schuster, 2024).
    /// </summary>
    ConformalRisk,

    /// <summary>
    /// Of the accepted answers at most the set share is wrong, but for the set share of calibrations: the bound of Clopper and Pearson (1934)
    /// in a fixed sequence of tests (Angelopoulos, Bates, Candès, Jordan and Lei, 2021).
    /// </summary>
    FixedSequence,

    /// <summary>
    /// Of what both tiers together answer at most the set share is wrong, but for the set share of calibrations: exact bounds in a fixed
    /// sequence over hundredths of confidence. Needs rows whose next tier was asked too (shadow, replay).
    /// </summary>
    BothTiers,

    /// <summary>Of the accepted answers the set share is wrong by a monotone fit: the best guess, no promise.</summary>
    Isotonic,

    /// <summary>A request costs at most the set sum, on average over calibrations: conformal risk control of the cost.</summary>
    Cost,
}
