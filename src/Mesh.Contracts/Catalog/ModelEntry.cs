namespace Mesh.Contracts.Catalog;

/// <summary>What is served: a model's card.</summary>
[GenerateSerializer, Immutable, Alias("mesh.ModelEntry")]
public sealed record ModelEntry
{
    /// <summary>Name in the catalogue.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>Family, such as <c>gpt-5</c> or <c>llama</c>; null when not stated.</summary>
    [Id(1)] public string? Family { get; init; }

    /// <summary>What it can take and give.</summary>
    [Id(2)] public ModelCapabilities Capabilities { get; init; } = ModelCapabilities.Text;

    /// <summary>Longest prompt and answer together, in tokens; null when not known.</summary>
    [Id(3)] public int? ContextTokens { get; init; }

    /// <summary>Longest answer, in tokens; null when not known.</summary>
    [Id(4)] public int? MaxOutputTokens { get; init; }

    /// <summary>Price; null when not known (then <see cref="CatalogDefaults.UnknownPrice"/> holds, marked as estimated).</summary>
    [Id(5)] public ModelPrice? Price { get; init; }

    /// <summary>Quality by task class, each 0 to 1 (reasoning, code, chat, ...).</summary>
    [Id(6)] public IReadOnlyDictionary<string, double> Quality { get; init; } = new Dictionary<string, double>();

    /// <summary>Where it stands in its life; only approved and deprecated models serve.</summary>
    [Id(7)] public ModelState State { get; init; } = ModelState.Approved;

    /// <summary>Data classes that it may see, such as <c>private</c>; empty when none is granted.</summary>
    [Id(8)] public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>Length of an embedding; null when it makes none.</summary>
    [Id(9)] public int? EmbeddingDimensions { get; init; }

    /// <summary>For simulated models, how they behave; else null.</summary>
    [Id(10)] public SimulatedBehavior? Simulated { get; init; }

    /// <summary>Mean over all quality figures, 0.5 where there is none.</summary>
    public double MeanQuality => Quality.Count == 0 ? 0.5 : Quality.Values.Average();
}

/// <summary>What a model can take and give.</summary>
[Flags]
public enum ModelCapabilities
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary><c>text</c>: chat in text.</summary>
    Text = 1,

    /// <summary><c>image-in</c>: images in a prompt.</summary>
    ImageIn = 2,

    /// <summary><c>file-in</c>: documents in a prompt.</summary>
    FileIn = 4,

    /// <summary><c>audio-in</c>: sound in a prompt.</summary>
    AudioIn = 8,

    /// <summary><c>tools</c>: tool calls.</summary>
    Tools = 16,

    /// <summary><c>json-schema</c>: answers held to a schema.</summary>
    JsonSchema = 32,

    /// <summary><c>reasoning</c>: thinks before it answers.</summary>
    Reasoning = 64,

    /// <summary><c>logprobs</c>: token log-probabilities.</summary>
    Logprobs = 128,

    /// <summary><c>embeddings</c>: vectors of texts.</summary>
    Embeddings = 256,
}

/// <summary>Where a model stands in its life.</summary>
public enum ModelState
{
    /// <summary><c>proposed</c>: registered, never chosen.</summary>
    Proposed,

    /// <summary><c>approved</c>: serves.</summary>
    Approved,

    /// <summary><c>deprecated</c>: serves callers that name it, but no wildcard.</summary>
    Deprecated,

    /// <summary><c>retired</c>: refused, with the reason.</summary>
    Retired,
}

/// <summary>A price in USD per million tokens.</summary>
[GenerateSerializer, Immutable, Alias("mesh.ModelPrice")]
public sealed record ModelPrice
{
    /// <summary>Prompt tokens.</summary>
    [Id(0)] public decimal In { get; init; }

    /// <summary>Prompt tokens that the vendor had cached; the same as <see cref="In"/> when the vendor grants nothing.</summary>
    [Id(1)] public decimal CachedIn { get; init; }

    /// <summary>Answer tokens, reasoning included.</summary>
    [Id(2)] public decimal Out { get; init; }

    /// <summary>Where the figure comes from.</summary>
    [Id(3)] public PriceSource Source { get; init; }

    /// <summary>Day on which it was read, when known.</summary>
    [Id(4)] public DateOnly? AsOf { get; init; }
}

/// <summary>Where a price comes from.</summary>
public enum PriceSource
{
    /// <summary>Written in the catalogue.</summary>
    Declared,

    /// <summary>The card that ships with the mesh.</summary>
    BuiltIn,

    /// <summary>The endpoint's price of an hour, spread over its measured tokens.</summary>
    GpuHour,

    /// <summary>The configured default; every cost from it is marked estimated.</summary>
    Default,
}

/// <summary>How a simulated model behaves.</summary>
[GenerateSerializer, Immutable, Alias("mesh.SimulatedBehavior")]
public sealed record SimulatedBehavior
{
    /// <summary>Seed of its answers: the same seed and prompt give the same answer.</summary>
    [Id(0)] public int Seed { get; init; }

    /// <summary>Time to the first token.</summary>
    [Id(1)] public TimeSpan FirstToken { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Tokens a second after the first; 0 gives them all at once.</summary>
    [Id(2)] public double TokensPerSecond { get; init; } = 100;

    /// <summary>Share of calls that fail, 0 to 1.</summary>
    [Id(3)] public double FailureRate { get; init; }

    /// <summary>Tokens in an answer.</summary>
    [Id(4)] public int AnswerTokens { get; init; } = 40;
}
