namespace Mesh.Grains.Admission;

/// <summary>Why admission refused a request.</summary>
public enum Refusal
{
    /// <summary>The model's queue is full.</summary>
    QueueFull,

    /// <summary>It would wait, or has waited, longer than its deadline or the queue allows.</summary>
    WaitTooLong,

    /// <summary>It gave way to a request of a higher class, or of a tenant of whom fewer wait.</summary>
    Evicted,

    /// <summary>The silo is short of memory or of processor time.</summary>
    Pressure,

    /// <summary>The silo has as many requests under way as it may.</summary>
    SiloFull,
}
