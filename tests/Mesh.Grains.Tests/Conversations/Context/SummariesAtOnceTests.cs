using Mesh.Contracts.Access;
using Mesh.Contracts.Conversations;
using Mesh.Conversations.Log;
using Mesh.Grains.Access;
using Mesh.Grains.Conversations;
using Mesh.Grains.Conversations.Context;
using Mesh.Grains.Tests.Hosting;
using Mesh.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Grains.Tests.Conversations.Context;

[Collection(Clusters.Name)]
public sealed class SummariesAtOnceTests
{
    private const int Silos = 3;

    [Fact]
    public async Task Summaries_OfOneConversationByAllSilosAtOnce_AreOneAndAllArePaid()
    {
        // Nobody is answered until all have asked.
        using var asked = new CountdownEvent(Silos);
        await using var upstream = await FakeUpstream.StartAsync(r =>
        {
            if (r.Model != "up-cheap")
            {
                return ChatReplies.Answer(r, ["noted"]);
            }

            if (!asked.IsSet)
            {
                asked.Signal();
            }

            asked.Wait(TimeSpan.FromSeconds(30));
            return ChatReplies.Answer(r, [MarkedSummaries.Answer(r)]);
        });
        var log = new InMemoryConversationLog();
        await using var mesh = await MeshCluster.StartAsync(Silos, Catalog(upstream.Url), (_, silo) => silo.Services.AddSingleton<IConversationLog>(log));
        var key = new TenantKey(ConversationCluster.Caller.Tenant, "c");
        Task<T> CallAsync<T>(Func<IConversationGrain, Task<T>> call) => mesh.Service<TenantGrains>(mesh.Silos[0]).CallAsync(key, key.Rest, call);
        await CallAsync(c => c.CreateAsync(new ConversationSettings(), "h"));

        // The silo that answers the turn summarises it; the others do so at the same time, as silos do that answered turns before.
        var turn = ConversationCluster.Turn("t", $"{MarkedSummaries.Mark("fact", "city", "Oslo")} {new string('x', 2000)}") with { Query = new() { Target = "talker" } };
        var reader = await mesh.Service<ConversationTurns>(mesh.Silos[0]).SendAsync(ConversationCluster.Caller, "c", turn, default);
        await foreach (var _ in reader.ReadAsync(default))
        {
        }

        await Task.WhenAll(mesh.Silos.Skip(1).Select(s => mesh.Service<Summarizer>(s).RunAsync(key, 1)));
        await Wait.UntilAsync(() => mesh.Service<SummaryQueue>(mesh.Silos[0]).Count == 0, "the summary is made", 30);

        var notes = await CallAsync(c => c.ReadNotesAsync());
        var head = await CallAsync(c => c.ReadAsync(null));
        var answered = (await CallAsync(c => c.FindTurnAsync("t"))).Answer!.CostUsd;
        Assert.Equal((1L, 1L, "Oslo"), (notes.Summary.Revision, notes.Summary.Through, Assert.Single(notes.Summary.Items).Current.Text));
        Assert.Equal(Silos, upstream.Requests.Count(r => r.Model == "up-cheap"));

        // Seven tokens in and one out, at 1 and 2 USD a million, each time.
        Assert.Equal(answered + (Silos * 9e-6m), head.CostUsd);
    }

    private static string Catalog(string url) =>
        $$"""
        providers:
          fake: { kind: openai-compatible, baseUrl: "{{url}}" }
        models:
          talker: { capabilities: [text], context: 4000, price: { in: 1, out: 2 } }
          cheap: { capabilities: [text, json-schema], context: 32000, price: { in: 1, out: 2 } }
        endpoints:
          talker-api: { provider: fake, model: talker, upstreamModel: up-talker }
          cheap-api: { provider: fake, model: cheap, upstreamModel: up-cheap }
        routes:
          notes: { candidates: [cheap] }
        conversations: { summaryRoute: notes, summarizeAfter: 200 }
        """;
}
