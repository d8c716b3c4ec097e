using CsCheck;
using Mesh.Contracts.Conversations;

namespace Mesh.Conversations.Tests.Model;

/// <summary>One thing that is done, with a few small numbers that say how.</summary>
internal sealed record Command(CommandKind Kind, int A, int B, int C, int D, LogFault Fault)
{
    public static readonly Gen<Command[]> Sequences = Gen.Select(Gen.Int[0, 99], Gen.Int[0, 3], Gen.Int[0, 7], Gen.Int[0, 7], Gen.Int[0, 7], Gen.Int[0, 29])
        .Select((kind, a, b, c, d, fault) => new Command(KindOf(kind), a, b, c, d, fault is > 0 and <= 5 ? (LogFault)fault : LogFault.None)).Array[1, 30];

    /// <summary>The turn's id: few, so that the same is often sent again.</summary>
    public string TurnId => $"t{A}";

    /// <summary>Its content: seldom another one.</summary>
    public string Content => B == 0 ? "other" : "h";

    /// <summary>How much the expected version is off; null for none.</summary>
    public long? VersionOff => C switch { 0 => -1, 1 or 2 => 0, 3 => 1, _ => null };

    public TurnKind Place => D switch { 0 => TurnKind.Edit, 1 => TurnKind.Regenerate, _ => TurnKind.Send };

    public long Target => 1 + (B % 3);

    public TimeSpan? Timeout => (C + D) % 2 == 0 ? null : TimeSpan.FromSeconds(30);

    public TurnState Ending => B switch { 0 => TurnState.Failed, 1 => TurnState.Interrupted, 2 => TurnState.Cancelled, _ => TurnState.Committed };

    /// <summary>What was said: nothing where nobody answered, and seldom something else at the second end.</summary>
    public string? Said => Ending == TurnState.Failed ? null : C == 0 ? "else" : "said";

    public TimeSpan Time => TimeSpan.FromSeconds(B switch { 0 => 3_600, < 4 => 40, _ => 1 });

    private static CommandKind KindOf(int kind) => kind switch
    {
        < 8 => CommandKind.Create,
        < 42 => CommandKind.Begin,
        < 68 => CommandKind.End,
        < 73 => CommandKind.Cancel,
        < 76 => CommandKind.Update,
        < 77 => CommandKind.Delete,
        < 82 => CommandKind.Read,
        < 85 => CommandKind.Turns,
        < 89 => CommandKind.Kill,
        < 93 => CommandKind.Pass,
        < 98 => CommandKind.Settle,
        _ => CommandKind.Crash,
    };
}
