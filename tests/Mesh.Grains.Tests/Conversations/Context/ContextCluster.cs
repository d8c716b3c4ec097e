using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Conversations.Notes;
using Mesh.Grains.Conversations.Context;
using Mesh.Grains.Tests.Hosting;
using Mesh.Testing;

namespace Mesh.Grains.Tests.Conversations.Context;

/// <summary>One silo with a catalogue of its own before an upstream that answers by the model's name, and turns of one conversation.</summary>
internal sealed class ContextCluster : IAsyncDisposable
{
    private readonly FakeUpstream _upstream;
    private readonly MeshCluster _mesh;

    private ContextCluster(FakeUpstream upstream, MeshCluster mesh) => (_upstream, _mesh) = (upstream, mesh);

    public FakeUpstream Upstream => _upstream;

    /// <param name="catalog">Makes the catalogue from the upstream's address.</param>
    /// <param name="script">What it answers.</param>
    /// <param name="settings">The conversation's.</param>
    public static async Task<ContextCluster> StartAsync(Func<string, string> catalog, Func<UpstreamRequest, UpstreamReply> script, ConversationSettings? settings = null)
    {
        var upstream = await FakeUpstream.StartAsync(script);
        var cluster = new ContextCluster(upstream, await MeshCluster.StartAsync(1, catalog(upstream.Url.ToString())));
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

        return (frames, await CallAsync(g => g.FindTurnAsync(id)));
    }

    public async Task<TurnRecord> SayAsync(string id, string target, string text, TurnKind kind = TurnKind.Send, long of = 0) =>
        (await SendAsync(id, target, new ChatRequest { Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart(text)] }] }, kind, of)).Turn;

    /// <summary>Until no summary waits or is under way.</summary>
    public Task SummarisedAsync() => Wait.UntilAsync(() => _mesh.Service<SummaryQueue>(_mesh.Silos[0]).Count == 0, "summaries are made", 30);

    /// <summary>All that the upstream's model was sent last.</summary>
    public string LastSent(string model) => System.Text.Encoding.UTF8.GetString(_upstream.Requests.Last(r => r.Model == model).Body);

    public async ValueTask DisposeAsync()
    {
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }
}
