namespace Mesh.Contracts.Catalog;

/// <summary>
/// One revision's desired state: what the operator wrote, checked and with every default filled in.
/// Every reference inside it resolves. Names keep the order in which they were written.
/// </summary>
[GenerateSerializer, Immutable, Alias("mesh.CatalogDocument")]
public sealed record CatalogDocument
{
    /// <summary>A document that names nothing.</summary>
    public static CatalogDocument Empty { get; } = new();

    /// <summary>Wire protocols with their credentials.</summary>
    [Id(0)] public IReadOnlyList<ProviderEntry> Providers { get; init; } = [];

    /// <summary>What can be served.</summary>
    [Id(1)] public IReadOnlyList<ModelEntry> Models { get; init; } = [];

    /// <summary>Where it is served.</summary>
    [Id(2)] public IReadOnlyList<EndpointEntry> Endpoints { get; init; } = [];

    /// <summary>The names that callers may ask for besides model and endpoint names.</summary>
    [Id(3)] public IReadOnlyList<RouteEntry> Routes { get; init; } = [];

    /// <summary>Settings for the whole mesh.</summary>
    [Id(4)] public CatalogDefaults Defaults { get; init; } = new();

    /// <summary>What is done for conversations.</summary>
    [Id(5)] public ConversationPolicy Conversations { get; init; } = new();

    /// <summary>Classes of tasks beside the built-in ones.</summary>
    [Id(6)] public IReadOnlyList<TaskEntry> Tasks { get; init; } = [];

    /// <summary>What is looked for in requests.</summary>
    [Id(7)] public DataPolicy Data { get; init; } = new();

    /// <summary>The learned router.</summary>
    [Id(8)] public RouterPolicy Router { get; init; } = new();

    /// <summary>Templates in the places of built-in ones.</summary>
    [Id(9)] public IReadOnlyList<PromptEntry> Prompts { get; init; } = [];

    /// <summary>What was learned of answers.</summary>
    [Id(10)] public IReadOnlyList<ScorerEntry> Scorers { get; init; } = [];
}
