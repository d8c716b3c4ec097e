using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;

namespace Mesh.Strategies.Tests.Plans;

/// <summary>How one model behaves.</summary>
internal sealed record ScriptedModel
{
    /// <summary>What it says to a request.</summary>
    public Func<ChatRequest, string> Says { get; init; } = static _ => "yes";

    /// <summary>The whole answer as events, in place of <see cref="Says"/> unless it is null; usage and finish are added where they are missing.</summary>
    public Func<ChatRequest, IReadOnlyList<ChatEvent>?>? Events { get; init; }

    /// <summary>Time to its first content.</summary>
    public TimeSpan First { get; init; }

    /// <summary>Time between its words.</summary>
    public TimeSpan Between { get; init; }

    /// <summary>USD a million tokens.</summary>
    public ModelPrice Price { get; init; } = new() { In = 1, CachedIn = 1, Out = 1 };

    /// <summary>Thrown before its first content; null for none.</summary>
    public Func<Exception>? Fails { get; init; }

    /// <summary>Thrown after so many words; null for never.</summary>
    public (int Words, Func<Exception> Fault)? Breaks { get; init; }

    /// <summary>Seconds that the decision predicts.</summary>
    public double Seconds { get; init; } = 1;

    /// <summary>What it cannot do, beside what every model can.</summary>
    public ModelCapabilities Lacks { get; init; }
    /// <summary>How good it is at any task, 0 to 1.</summary>
    public double Quality { get; init; } = 0.5;

    /// <summary>Why the decision leaves it out.</summary>
    public Contracts.Routing.Exclusion Excluded { get; init; }
}
