namespace Mesh.Contracts.Routing;

/// <summary>What an engine's load adds to a request, in seconds, part by part.</summary>
/// <param name="Queue">Reading the prompts that were sent there before.</param>
/// <param name="Prefill">Reading its own prompt, as far as it is not cached.</param>
/// <param name="Decode">What the answers under way add to this one's.</param>
/// <param name="Cache">What lack of room in the engine's cache adds.</param>
/// <param name="Network">The way there and back.</param>
/// <param name="Cold">Loading the model.</param>
/// <param name="Wait">Until it may be asked at all.</param>
/// <param name="CachedShare">Share of the prompt that its cache is taken to have, 0 to 1.</param>
[GenerateSerializer, Immutable, Alias("mesh.LoadParts")]
public readonly record struct LoadParts(
    [property: Id(0)] float Queue,
    [property: Id(1)] float Prefill,
    [property: Id(2)] float Decode,
    [property: Id(3)] float Cache,
    [property: Id(4)] float Network,
    [property: Id(5)] float Cold,
    [property: Id(6)] float Wait,
    [property: Id(7)] float CachedShare);
