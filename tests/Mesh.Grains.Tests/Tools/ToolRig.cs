using System.Diagnostics.Metrics;
using Mesh.Catalog.Reading;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Routing;
using Mesh.Grains.Catalog;
using Mesh.Grains.Endpoints;
using Mesh.Grains.Telemetry;
using Mesh.Grains.Tests.Hosting;
using Mesh.Grains.Tools;
using Mesh.Providers.Egress;
using Mesh.Strategies.Tools;
using Mesh.Testing.Tools;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Grains.Tests.Tools;

/// <summary>The way to the tools of a fake server, by a catalogue of the test's.</summary>
internal sealed class ToolRig : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly UpstreamHttp _http = new();
    private readonly CatalogView _views;
    private long _revision;

    private ToolRig(FakeToolServer server)
    {
        Server = server;
        _views = new CatalogView(new EndpointGates(TimeProvider.System, () => 0));
        var instruments = new MeshInstruments(_services.GetRequiredService<IMeterFactory>());
        Sessions = new ToolSessions(_http, new SecretReader(Secrets.GetValueOrDefault, TimeProvider.System), Time);
        Tools = new PlanTools(
            new ToolPermits(_views), new ToolLists(Sessions, Time, NullLogger<ToolLists>.Instance), Sessions, new ToolServerGates(TimeProvider.System), new ToolAudit(Audit),
            new ToolAlerts(instruments, Alerts), instruments, TimeProvider.System);
    }

    public FakeToolServer Server { get; }

    /// <summary>The clock of sessions and of lists of tools; calls run on the system's.</summary>
    public FakeTimeProvider Time { get; } = new();

    public PlanTools Tools { get; }

    public ToolSessions Sessions { get; }

    public KeptWords<ToolAudit> Audit { get; } = new();

    public KeptWords<ToolAlerts> Alerts { get; } = new();

    /// <summary>Environment variables.</summary>
    public Dictionary<string, string> Secrets { get; } = [];

    /// <summary>Starts a server with a tool <c>say</c>.</summary>
    /// <param name="says">What the tool does.</param>
    /// <param name="fields">Further fields of the server in the catalogue.</param>
    /// <param name="more">What else stands in the catalogue.</param>
    public static async Task<ToolRig> StartAsync(Func<string, FakeToolReply> says, string fields = "", string more = "")
    {
        var rig = new ToolRig(await FakeToolServer.StartAsync(new FakeTool("say", says)));
        rig.Write(fields, more);
        return rig;
    }

    /// <summary>Another catalogue.</summary>
    public void Write(string fields = "", string more = "")
    {
        var tools = fields.Contains("tools:", StringComparison.Ordinal) ? "" : "tools: all,";
        var reading = CatalogReader.Read([new CatalogFile("a.yaml", $$"""
            providers: { p: { kind: openai, apiKey: env:K } }
            models: { m: { data: [private] } }
            endpoints: { e: { provider: p, model: m } }
            toolServers: { s: { url: "{{Server.Url}}", {{tools}} {{fields}} } }
            {{more}}
            """)]);
        Assert.Empty(reading.Mistakes);
        _views.Adopt(new CatalogRevision { Number = ++_revision, Author = "test", Time = TimeProvider.System.GetUtcNow(), Diff = [], Files = [], Document = reading.Document! });
    }

    /// <summary>A request of a tenant.</summary>
    public static ChatTask Ask(string tenant = "acme", IReadOnlyList<string>? data = null, FoundClasses? found = null) =>
        new ChatTask(new RouteQuery { Target = "r", Caller = new RouteCaller(tenant, "p", "key1"), Data = data ?? [] }, new ChatRequest { Messages = [] }, streaming: false) is var task && found is null
            ? task
            : task.Asking(task.Query, found!);

    /// <summary>What a request is offered.</summary>
    public Task<ToolOffer> OfferAsync(ChatTask? task = null, params string[] tools) =>
        Tools.OfferAsync([new ToolSource("s", tools.Length == 0 ? null : tools)], task ?? Ask(), CancellationToken.None);

    /// <summary>Offers the tool <c>say</c> and calls it.</summary>
    public async Task<ToolResult> CallAsync(string arguments = "{}", ChatTask? task = null, CancellationToken cancellationToken = default)
    {
        var offer = await OfferAsync();
        return await Tools.CallAsync(offer.Tools.Single(t => t.Name == "say"), arguments, task ?? Ask(), "d1", cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Sessions.DisposeAsync();
        _http.Dispose();
        await Server.DisposeAsync();
        await _services.DisposeAsync();
    }
}
