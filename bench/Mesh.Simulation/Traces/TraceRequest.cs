using Mesh.Contracts.Routing;

namespace Mesh.Simulation.Traces;

/// <summary>One request of a trace.</summary>
public sealed record TraceRequest
{
    /// <summary>Seconds from the trace's start.</summary>
    public required double Arrives { get; init; }

    /// <summary>Prompt tokens.</summary>
    public required int Prompt { get; init; }

    /// <summary>Answer tokens; only the engine knows them beforehand.</summary>
    public required int Answer { get; init; }

    /// <summary>Hashes of the prompt's blocks, each standing for everything up to its end.</summary>
    public required ulong[] Blocks { get; init; }

    /// <summary>The conversation that it continues.</summary>
    public required int Conversation { get; init; }

    /// <summary>Whose it is.</summary>
    public int Tenant { get; init; }

    /// <summary>How it is treated when there is not enough for all.</summary>
    public WorkClass Class { get; init; } = WorkClass.Standard;
}
