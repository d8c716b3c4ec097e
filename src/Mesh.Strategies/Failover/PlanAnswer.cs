using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Reviews;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Endpoints;

namespace Mesh.Strategies.Failover;

/// <summary>An answer whose first content is here.</summary>
public abstract class PlanAnswer : IAsyncDisposable
{
    /// <summary>The decision that led here.</summary>
    public abstract RouteDecision Decision { get; }

    /// <summary>The attempt that answers.</summary>
    public abstract IEndpointAttempt Attempt { get; }

    /// <summary>How many attempts it took, this one included.</summary>
    public virtual int Attempts => 1;

    /// <summary>The endpoints that failed before.</summary>
    public virtual IReadOnlyList<string> FallbackFrom => [];

    /// <summary>What is known of them.</summary>
    public virtual IReadOnlyList<FailedAttempt> Failed => [];

    /// <summary>What all attempts of which a part left for the caller have taken; final once the frames are read to their end.</summary>
    public abstract AttemptAccount Account { get; }

    /// <summary>What it would have cost in USD had a model been asked for this request; 0 where one was.</summary>
    public virtual decimal SavedUsd => 0;

    /// <summary>Characters of text that have left, in UTF-16 units; null where nobody had to read them.</summary>
    public virtual long? DeliveredCharacters => null;

    /// <summary>Why nobody took over an answer that broke off; null when route and caller did not agree on that.</summary>
    public virtual string? NotTakenOver => null;

    /// <summary>What the nodes of the plan have done so far; null where one model was asked.</summary>
    public virtual NodeReport? Plan => null;

    /// <summary>How sure it is, 0 to 1, by those who gave it; null where nobody asked.</summary>
    public virtual double? Confidence => null;

    /// <summary>The review that a person has to answer first: a handle stands in the place of the answer; null where none has.</summary>
    public virtual ReviewHandle? Review => null;

    /// <summary>Says in the report of a plan that its answer rests on this one.</summary>
    public virtual void Use()
    {
    }

    /// <summary>All frames in order, once.</summary>
    /// <exception cref="EndpointException">The answer broke off.</exception>
    public abstract IAsyncEnumerable<ContentFrame> ReadAsync();

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
