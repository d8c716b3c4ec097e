using Mesh.Simulation.Traces;

namespace Mesh.Simulation.Engines;

/// <summary>A request at an engine.</summary>
public sealed class Job(TraceRequest request)
{
    /// <summary>What was asked.</summary>
    public TraceRequest Request { get; } = request;

    /// <summary>The engine that it was sent to.</summary>
    public int Engine { get; set; } = -1;

    /// <summary>The router that sent it.</summary>
    public int Router { get; set; }

    /// <summary>When it was sent.</summary>
    public double SentAt { get; set; }

    /// <summary>Prompt tokens that the router took for not cached.</summary>
    public double Unread { get; set; }

    /// <summary>Tokens that the router took it to need of the cache.</summary>
    public double Held { get; set; }

    /// <summary>Unread tokens at the engine when it was sent, its own included.</summary>
    public double Before { get; set; }

    /// <summary>Prompt tokens still to read; -1 before it was begun.</summary>
    public int Left { get; set; } = -1;

    /// <summary>Blocks that the engine had cached.</summary>
    public int Cached { get; set; }

    /// <summary>When its first token came; null until then.</summary>
    public double? FirstAt { get; set; }

    /// <summary>When it ended; null until then.</summary>
    public double? EndedAt { get; set; }

    /// <summary>Whether it was refused.</summary>
    public bool Refused { get; set; }
}
