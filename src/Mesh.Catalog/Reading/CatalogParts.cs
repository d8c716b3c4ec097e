using Mesh.Catalog.Cards;
using Mesh.Catalog.Plans;
using Mesh.Contracts.Catalog;

namespace Mesh.Catalog.Reading;

/// <summary>What the files gave so far.</summary>
internal sealed class CatalogParts(Mistakes mistakes)
{
    private Section? _defaultsAt;
    private Section? _dataAt;
    private Section? _routerAt;

    /// <summary>Where the settings of conversations stand; null when they do not.</summary>
    public Section? ConversationsAt { get; private set; }

    public NamedParts<ProviderEntry> Providers { get; } = new("provider", mistakes);

    public NamedParts<ModelEntry> Models { get; } = new("model", mistakes);

    public NamedParts<EndpointEntry> Endpoints { get; } = new("endpoint", mistakes);

    public NamedParts<RouteEntry> Routes { get; } = new("route", mistakes);

    /// <summary>Where the leaves of plans name who answers.</summary>
    public List<PlanPlace> PlanPlaces { get; } = [];

    public NamedParts<TaskEntry> Tasks { get; } = new("task class", mistakes);

    public NamedParts<PromptEntry> Prompts { get; } = new("prompt", mistakes);

    public NamedParts<ScorerEntry> Scorers { get; } = new("scorer", mistakes);

    public DataPolicy Data { get; private set; } = new();

    public RouterPolicy Router { get; private set; } = new();

    public CatalogDefaults Defaults { get; private set; } = new();

    public ConversationPolicy Conversations { get; private set; } = new();

    /// <summary>Models that endpoints name and the files do not define, where a built-in card knows them.</summary>
    public void AddCards()
    {
        foreach (var model in Endpoints.Values.Select(e => e.Model).Where(m => !Models.Knows(m)).Distinct(StringComparer.OrdinalIgnoreCase).ToArray())
        {
            if (BuiltInCards.Find(model) is { } card)
            {
                Models.AddBuiltIn(model, card with { Name = model });
            }
        }
    }

    public void SetDefaults(Section section)
    {
        if (StandsTwice(section, _defaultsAt))
        {
            return;
        }

        _defaultsAt = section;
        var fetch = section.Child("fetch");
        var unset = new CatalogDefaults();
        Defaults = new CatalogDefaults
        {
            UnknownPrice = ModelReader.Price(section, "unknownPrice", PriceSource.Default) ?? unset.UnknownPrice,
            AllowSimulated = section.Flag("allowSimulated") ?? false,
            Deadline = section.Duration("deadline", RouteReader.LeastDeadline, RouteReader.MostDeadline) ?? unset.Deadline,
            Fetch = fetch is null ? unset.Fetch : new FetchPolicy
            {
                AllowedHosts = Hosts(fetch),
                MaxBytes = fetch.Integer("maxBytes", 1, 100 * 1024 * 1024) ?? unset.Fetch.MaxBytes,
                Timeout = fetch.Duration("timeout", TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(5)) ?? unset.Fetch.Timeout,
            },
        };
        fetch?.Finish();
        section.Finish();
    }

    public void SetConversations(Section section)
    {
        if (StandsTwice(section, ConversationsAt))
        {
            return;
        }

        ConversationsAt = section;
        Conversations = new ConversationPolicy
        {
            SummaryRoute = section.Text("summaryRoute"),
            SummarizeAfter = section.Integer("summarizeAfter", 200, 1_000_000) ?? new ConversationPolicy().SummarizeAfter,
            ImageRoute = section.Text("imageRoute"),
            Retention = RetentionReader.Read(section),
        };
        if (section.Has("summarizeAfter") && !section.Has("summaryRoute"))
        {
            section.Wrong("summarizeAfter", "stands without 'summaryRoute'.", "Name the route that makes summaries, or take it out.");
        }

        section.Finish();
    }

    public void SetData(Section section)
    {
        if (StandsTwice(section, _dataAt))
        {
            return;
        }

        _dataAt = section;
        if (section.Texts("detect") is { } kinds)
        {
            foreach (var (place, kind) in kinds.Index().Where(k => !Vocabulary.DataKinds.ContainsKey(k.Item)))
            {
                section.Unknown("detect", kind, "is no kind of data that can be detected.", Vocabulary.DataKinds.Keys, place);
            }

            Data = new DataPolicy { Detect = [.. kinds.Where(Vocabulary.DataKinds.ContainsKey).Select(k => Vocabulary.DataKinds[k]).Distinct()] };
        }

        section.Finish();
    }

    public void SetRouter(Section section)
    {
        if (!StandsTwice(section, _routerAt))
        {
            _routerAt = section;
            Router = RouterReader.Read(section);
        }
    }

    private static bool StandsTwice(Section section, Section? first)
    {
        if (first is not null)
        {
            section.Wrong("", "stands twice.", $"The first is in {first.File}, line {first.Start.Line}; keep one.");
        }

        return first is not null;
    }

    private static IReadOnlyList<string> Hosts(Section fetch)
    {
        var hosts = fetch.Texts("allowedHosts") ?? [];
        foreach (var (place, host) in hosts.Index().Where(h => Uri.CheckHostName(h.Item) == UriHostNameType.Unknown))
        {
            fetch.Wrong("allowedHosts", $"'{Shown.Of(host)}' is not a host's name.", "Write the name alone, without scheme, port or path: images.example.com.", place);
        }

        return hosts;
    }

    public CatalogDocument ToDocument() => new()
    {
        Providers = Providers.Values,
        Models = Models.Values,
        Endpoints = Endpoints.Values,
        Routes = Routes.Values,
        Defaults = Defaults,
        Conversations = Conversations,
        Tasks = Tasks.Values,
        Data = Data,
        Router = Router,
        Prompts = Prompts.Values,
        Scorers = Scorers.Values,
    };
}
