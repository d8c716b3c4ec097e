namespace Mesh.Grains.Fabric;

/// <summary>What all silos together have at an endpoint.</summary>
/// <param name="Silos">Silos that told of it.</param>
/// <param name="InFlight">Requests under way.</param>
/// <param name="PrefillTokens">Prompt tokens of those that have no first token yet.</param>
/// <param name="RequestsPerSecond">Requests a second that were let in, over the last 10 s.</param>
/// <param name="TokensPerSecond">Tokens a second of the answers that ended in the last 10 s.</param>
/// <param name="ErrorShare">Share of the requests that failed otherwise than by their own fault, 0 to 1.</param>
/// <param name="NotClosed">Silos whose circuit there is not closed.</param>
public sealed record EndpointLoad(int Silos, int InFlight, long PrefillTokens, double RequestsPerSecond, double TokensPerSecond, double ErrorShare, int NotClosed);
