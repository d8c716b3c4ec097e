using Mesh.Contracts.Chat;

namespace Mesh.Contracts.Conversations;

/// <summary>What a frame of a turn says.</summary>
[GenerateSerializer, Immutable, Alias("mesh.TurnEvent")]
public abstract record TurnEvent;

/// <summary>A model answers.</summary>
/// <param name="DecisionId">The decision that chose it.</param>
/// <param name="Route">The name that was asked for.</param>
/// <param name="Model">The catalogue's model.</param>
/// <param name="Endpoint">The endpoint.</param>
[GenerateSerializer, Immutable, Alias("mesh.TurnStarted")]
public sealed record TurnStarted([property: Id(0)] string DecisionId, [property: Id(1)] string Route, [property: Id(2)] string Model, [property: Id(3)] string Endpoint) : TurnEvent;

/// <summary>The model is another one than the last on the branch. Stands behind <see cref="TurnStarted"/>.</summary>
/// <param name="HandOver">From which model to which, and why.</param>
[GenerateSerializer, Immutable, Alias("mesh.TurnHandedOver")]
public sealed record TurnHandedOver([property: Id(0)] HandOver HandOver) : TurnEvent;

/// <summary>A piece of the answer.</summary>
/// <param name="Content">The piece.</param>
[GenerateSerializer, Immutable, Alias("mesh.TurnContent")]
public sealed record TurnContent([property: Id(0)] ChatEvent Content) : TurnEvent;

/// <summary>Everything before is void.</summary>
/// <param name="Reason">Why: a reason of the error list, or <c>replayed</c> for an answer that is told from what is kept.</param>
/// <param name="From">The endpoint or silo that broke off; empty when none did.</param>
[GenerateSerializer, Immutable, Alias("mesh.TurnReset")]
public sealed record TurnReset([property: Id(0)] string Reason, [property: Id(1)] string From) : TurnEvent;

/// <summary>Another endpoint of the same model goes on with the text.</summary>
/// <param name="Endpoint">The endpoint that goes on.</param>
/// <param name="From">The endpoint that broke off.</param>
/// <param name="Reason">Why: a reason of the error list.</param>
/// <param name="Offset">Characters of text before this point, in UTF-16 units.</param>
[GenerateSerializer, Immutable, Alias("mesh.TurnSpliced")]
public sealed record TurnSpliced([property: Id(0)] string Endpoint, [property: Id(1)] string From, [property: Id(2)] string Reason, [property: Id(3)] long Offset) : TurnEvent;

/// <summary>The attempt is over, and the conversation holds what became of it; nothing follows.</summary>
/// <param name="Turn">The turn as it is kept, without its answer: that has been told.</param>
[GenerateSerializer, Immutable, Alias("mesh.TurnOver")]
public sealed record TurnOver([property: Id(0)] TurnRecord Turn) : TurnEvent;
