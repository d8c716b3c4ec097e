namespace Mesh.Grains.Fabric;

/// <summary>What other silos together have under way at an endpoint.</summary>
/// <param name="InFlight">Requests.</param>
/// <param name="Unread">Prompt tokens without a first token, as far as they are not taken to be cached.</param>
/// <param name="Held">Tokens of its cache that the requests may need.</param>
/// <param name="Prompts">Requests without a first token.</param>
internal readonly record struct PeerWork(int InFlight, long Unread, long Held, int Prompts);
