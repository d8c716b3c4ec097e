using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;

namespace Mesh.Strategies.Caching;

/// <summary>What requests must have in common to read one answer while it comes: more than what makes the answer the same, since they wait in one queue and get the same frames.</summary>
/// <param name="Key">What makes the answer the same.</param>
/// <param name="Class">Whose queue.</param>
/// <param name="Streaming">Whether in pieces.</param>
/// <param name="UsageWanted">Whether with the token count.</param>
/// <param name="Accepts">What is understood beside content.</param>
public readonly record struct SharedKey(string Key, WorkClass? Class, bool Streaming, bool UsageWanted, CallerSignals Accepts);
