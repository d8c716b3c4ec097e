using System.Runtime.CompilerServices;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Conversations.Notes;
using Mesh.Grains.Conversations.Context;
using Mesh.Grains.Tests.Hosting;
using Mesh.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Tests.Conversations.Context;

/// <summary>One silo with a catalogue of its own before an upstream that answers by the model's name, and turns of one conversation.</summary>
internal sealed class ContextCluster : IAsyncDisposable
{
    private readonly FakeUpstream _upstream;
    private readonly MeshCluster _mesh;

    private readonly StrongBox<int> _offered;
    private int _committed;

    private ContextCluster(FakeUpstream upstream, MeshCluster mesh, StrongBox<int> offered) => (_upstream, _mesh, _offered) = (upstream, mesh, offered);

    public FakeUpstream Upstream => _upstream;

    /// <param name="catalog">Makes the catalogue from the upstream's address.</param>
    /// <param name="script">What it answers.</param>
    /// <param name="settings">The conversation's.</param>
    public static async Task<ContextCluster> StartAsync(Func<string, string> catalog, Func<UpstreamRequest, UpstreamReply> script, ConversationSettings? settings = null)
    {
        var upstream = await FakeUpstream.StartAsync(script);
        var offered = new StrongBox<int>();
        var mesh = await MeshCluster.StartAsync(1, catalog(upstream.Url.ToString()), (_, silo) => silo.Services.AddSingleton(provider =>
        {
            // As the silo has it, and each turn that is offered for a summary is counted.
            var summaries = provider.GetRequiredService<Summarizer>();
            return new SummaryQueue(() => Interlocked.Increment(ref offered.Value) > 0 && summaries.IsWanted, summaries.RunAsync, provider.GetRequiredService<ILogger<SummaryQueue>>());
        }));
        var cluster = new ContextCluster(upstream, mesh, offered);
        await cluster.CallAsync(g => g.CreateAsync(settings ?? new ConversationSettings(), "h"));
        return cluster;
    }

    public Task<T> CallAsync<T>(Func<IConversationGrain, Task<T>> call) => _mesh.Service<Grains.Access.TenantGrains>(_mesh.Silos[0]).CallAsync(ConversationCluster.Caller, "c", call);

    public Task<ConversationNotes> NotesAsync() => CallAsync(g => g.ReadNotesAsync());

    /// <summary>Sends a turn and reads it to its end; gives its frames and what the conversation holds of it.</summary>
    public async Task<(List<TurnFrame> Frames, TurnRecord Turn)> SendAsync(string id, string target, ChatRequest chat, TurnKind kind = TurnKind.Send, long of = 0, string[]? fallbacks = null, string[]? data = null)
    {
        var request = new TurnRequest { TurnId = id, Hash = id, Chat = chat, Query = new() { Target = target, Fallbacks = fallbacks ?? [], Data = data ?? [] }, Kind = kind, Target = of };
        var reader = await _mesh.Service<Grains.Conversations.ConversationTurns>(_mesh.Silos[0]).SendAsync(ConversationCluster.Caller, "c", request, default);
        var frames = new List<TurnFrame>();
        await foreach (var frame in reader.ReadAsync(default))
        {
            frames.Add(frame);
        }

        var turn = await CallAsync(g => g.FindTurnAsync(id));
        _committed += turn.State == TurnState.Committed ? 1 : 0;
        return (frames, turn);
    }

    public async Task<TurnRecord> SayAsync(string id, string target, string text, TurnKind kind = TurnKind.Send, long of = 0) =>
        (await SendAsync(id, target, new ChatRequest { Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart(text)] }] }, kind, of)).Turn;

    /// <summary>Until no summary waits or is under way. A turn is offered for one after its reader has heard of its end.</summary>
    public async Task SummarisedAsync()
    {
        var queue = _mesh.Service<SummaryQueue>(_mesh.Silos[0]);
        var calm = 0;
        await Wait.UntilAsync(() => (calm = Volatile.Read(ref _offered.Value) >= _committed && queue.Count == 0 ? calm + 1 : 0) == 3, "summaries are made", 60);
    }

    /// <summary>All that the upstream's model was sent last.</summary>
    public string LastSent(string model) => System.Text.Encoding.UTF8.GetString(_upstream.Requests.Last(r => r.Model == model).Body);

    public async ValueTask DisposeAsync()
    {
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }
}
