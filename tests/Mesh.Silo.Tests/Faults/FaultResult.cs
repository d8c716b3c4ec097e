using Mesh.Testing.Faults;

namespace Mesh.Silo.Tests.Faults;

/// <summary>What a caller is left with.</summary>
public enum Seen
{
    /// <summary>A whole answer.</summary>
    Whole,

    /// <summary>An error and nothing else.</summary>
    Refused,

    /// <summary>A part of the answer, then one typed error, and no end marker.</summary>
    Interrupted,
}

/// <summary>What the endpoint is charged with.</summary>
public enum Charge
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>A failure.</summary>
    Failure,

    /// <summary>A cooldown, which is no failure.</summary>
    Cooldown,

    /// <summary>A failure, and the cooldown that it asked for.</summary>
    FailureAndCooldown,
}

/// <summary>Whose count of tokens is accounted.</summary>
public enum Accounted
{
    /// <summary>Nothing was answered, and nothing is accounted.</summary>
    Nothing,

    /// <summary>The upstream's.</summary>
    Told,

    /// <summary>The mesh's own.</summary>
    Own,
}

/// <summary>The documented result of a fault.</summary>
/// <param name="Seen">What the caller is left with.</param>
/// <param name="Code">The error's code.</param>
/// <param name="Reason">The reason under it.</param>
/// <param name="Outcome">The attempt's outcome in the metrics.</param>
/// <param name="Moves">Whether another endpoint is asked.</param>
/// <param name="Charge">What the endpoint is charged with.</param>
/// <param name="Accounted">Whose count of tokens is accounted.</param>
public sealed record FaultResult(Seen Seen, string Code, string Reason, string Outcome, bool Moves, Charge Charge, Accounted Accounted)
{
    public static FaultResult Whole(Accounted accounted = Accounted.Told) => new(Seen.Whole, "", "", "ok", false, Charge.Nothing, accounted);

    public static FaultResult Refused(string code, string reason, string outcome, Charge charge = Charge.Failure, bool moves = true) =>
        new(Seen.Refused, code, reason, outcome, moves, charge, Accounted.Nothing);

    public static FaultResult Failed(string reason, string outcome, Charge charge = Charge.Failure, bool moves = true) => Refused("upstream_failed", reason, outcome, charge, moves);

    public static FaultResult Interrupted(string outcome, Charge charge = Charge.Failure) => new(Seen.Interrupted, "interrupted", "answer_broken", outcome, false, charge, Accounted.Own);

    /// <summary>As it stands in docs/faults.md.</summary>
    public string Told() => string.Join(
        "; ",
        Seen == Seen.Whole ? "whole answer" : $"{(Seen == Seen.Refused ? "" : "what had come, then ")}`{Code}` / `{Reason}`",
        Moves ? "another endpoint is asked" : "nobody else is asked",
        Charge switch
        {
            Charge.Nothing => "not charged",
            Charge.Failure => "a failure",
            Charge.Cooldown => "a cooldown",
            _ => "a failure and a cooldown",
        },
        Accounted switch
        {
            Accounted.Nothing => "nothing accounted",
            Accounted.Told => "the vendor's count",
            _ => "our own count",
        });
}

/// <summary>A fault with its results for both forms of an answer; they are the same at both doors.</summary>
/// <param name="Fault">The fault.</param>
/// <param name="Whole">Where a whole answer was asked for.</param>
/// <param name="Streamed">Where a stream was asked for.</param>
public sealed record FaultRow(Fault Fault, FaultResult Whole, FaultResult Streamed)
{
    /// <summary>The result of one form.</summary>
    public FaultResult Of(bool streaming) => streaming ? Streamed : Whole;
}
