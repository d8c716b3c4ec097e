using Mesh.Contracts.Access;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Routing;
using Mesh.Contracts.Tasks;
using Mesh.Grains.Access;
using Mesh.Grains.Tasks;
using Mesh.Grains.Tests.Hosting;
using Mesh.Testing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace Mesh.Grains.Tests.Tasks;

/// <summary>Silos in this process with tasks, before an upstream that answers by script.</summary>
internal sealed class TaskCluster : IAsyncDisposable
{
    private TaskCluster(FakeUpstream upstream, MeshCluster mesh) => (Upstream, Mesh) = (upstream, mesh);

    public static CallerIdentity Caller { get; } = new("k1", "acme", "default", ["tasks", "plans"]);

    public MeshCluster Mesh { get; }

    public FakeUpstream Upstream { get; }

    public TaskDesk Desk => Mesh.Service<TaskDesk>(Mesh.Silos[0]);

    /// <summary>A pipeline of steps, each of which asks by its name.</summary>
    public static NodeEntry Plan(params string[] steps) => new PipelineEntry([.. steps.Select(s => new PipelineStep(s, new SingleEntry { Candidates = ["m"] }) { Prompt = $"ASK {s}" })]);

    public static async Task<TaskCluster> StartAsync(Func<UpstreamRequest, UpstreamReply> script, ICallerStanding? standing = null, int most = 32, IOutgoingGrainCallFilter? calls = null)
    {
        var upstream = await FakeUpstream.StartAsync(script);
        var mesh = await MeshCluster.StartAsync(
            1,
            $$"""
            providers:
              fake: { kind: openai-compatible, baseUrl: "{{upstream.Url}}" }
            models:
              m: { capabilities: [text], context: 1000000, price: { in: 1, out: 2 } }
            endpoints:
              m-api: { provider: fake, model: m, upstreamModel: up-1 }
            routes:
              auto: { candidates: [m] }
            """,
            (_, silo) =>
            {
                // Many tasks at once write one after another, to a disk that others use too.
                silo.Services.PostConfigure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromMinutes(3));
                if (standing is not null)
                {
                    silo.Services.AddSingleton(standing);
                }

                if (calls is not null)
                {
                    silo.Services.AddSingleton(calls);
                }
            },
            (_, options) => (options.TaskRound, options.MostTasks) = (TimeSpan.FromMilliseconds(100), most));
        return new TaskCluster(upstream, mesh);
    }

    /// <summary>Which step a request is of.</summary>
    public static string Step(UpstreamRequest request) => request.Json["messages"]!.AsArray()[^1]!["content"]!.ToString().Split("ASK ")[^1].Split(' ', '\n')[0];

    public static UpstreamReply Says(UpstreamRequest request, string text) => ChatReplies.Answer(request, [text]);

    public static UpstreamReply Silent => UpstreamReply.Json("{}") with { Pieces = [], Ending = UpstreamEnding.Silence };

    public Task<TaskView> SubmitAsync(NodeEntry? plan = null, TaskWish? wish = null, CallerIdentity? caller = null, decimal? maxUsd = null)
    {
        var request = new ChatRequest { Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart("Do it.")] }] };
        var task = new ChatTask(new RouteQuery { Target = "auto", InputTokensAtMost = 6, InputTokensExpected = 2, MaxCostUsd = maxUsd, Caller = new RouteCaller((caller ?? Caller).Tenant, (caller ?? Caller).Project, (caller ?? Caller).KeyId) }, request, streaming: false) { Caller = caller ?? Caller, Plan = plan ?? Plan("one", "two", "three") };
        return Desk.SubmitAsync(caller ?? Caller, task, wish ?? new TaskWish { Hash = "h" });
    }

    /// <summary>The task once a condition holds.</summary>
    public async Task<TaskView> UntilAsync(string id, Func<TaskView, bool> condition, double seconds = 300)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        var (seen, from) = (-1L, 1L);
        while (true)
        {
            var news = await Desk.WatchAsync(Caller, id, from, seen).WaitAsync(patience.Token);
            if (condition(news.View))
            {
                return news.View;
            }

            seen = news.Version;
            from = news.View.Summary.Events + 1;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Mesh.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
