using Mesh.Contracts.Endpoints;

namespace Mesh.Contracts.Cluster;

/// <summary>
/// What one silo's gate has at an endpoint. Absolute values, written by that gate alone; kept small, since it goes to every
/// silo whenever it changes.
/// </summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="InFlight">Requests under way from the silo.</param>
/// <param name="PrefillTokens">Prompt tokens of those of them that have no first token yet, without those taken to be cached.</param>
/// <param name="RequestsPerSecond">Requests a second that were let in, over the last 10 s.</param>
/// <param name="TokensPerSecond">Tokens a second, in and out, of the answers that ended in the last 10 s.</param>
/// <param name="ErrorShare">Share of the last minute's requests that failed otherwise than by their own fault, 0 to 1.</param>
/// <param name="FirstTokenSeconds">Smoothed time to the first content frame; 0 until measured.</param>
/// <param name="TokenSeconds">Smoothed time for an answer token; 0 until measured.</param>
/// <param name="Circuit">Whether the silo may ask the endpoint.</param>
/// <param name="Cause">Why it is out or suspected.</param>
/// <param name="Number">Stands for the endpoint in this silo's <see cref="GateLoad"/>s, for as long as the silo lives.</param>
/// <param name="HeldTokens">Tokens of the endpoint's cache that the requests under way may need; 0 where it is no engine.</param>
/// <param name="Prompts">Requests under way that have no first token yet.</param>
[GenerateSerializer, Immutable, Alias("mesh.GateReport")]
public readonly record struct GateReport(
    [property: Id(0)] string Endpoint,
    [property: Id(1)] int InFlight,
    [property: Id(2)] long PrefillTokens,
    [property: Id(3)] float RequestsPerSecond,
    [property: Id(4)] float TokensPerSecond,
    [property: Id(5)] float ErrorShare,
    [property: Id(6)] float FirstTokenSeconds,
    [property: Id(7)] float TokenSeconds,
    [property: Id(8)] CircuitState Circuit,
    [property: Id(9)] CircuitCause Cause,
    [property: Id(10)] int Number = 0,
    [property: Id(11)] long HeldTokens = 0,
    [property: Id(12)] int Prompts = 0);
