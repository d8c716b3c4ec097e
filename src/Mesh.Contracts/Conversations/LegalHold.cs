namespace Mesh.Contracts.Conversations;

/// <summary>Keeps a conversation from being deleted, by its time or by anybody, until it is taken away.</summary>
/// <param name="Since">When it was put on.</param>
/// <param name="By">The id of the key that put it on; empty when none did.</param>
[GenerateSerializer, Immutable, Alias("mesh.LegalHold")]
public sealed record LegalHold([property: Id(0)] DateTimeOffset Since, [property: Id(1)] string By);
