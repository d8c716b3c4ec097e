using System.Text;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Conversations.Notes;
using Mesh.Conversations.Engine;
using Mesh.Conversations.Log;
using Mesh.Grains.Conversations.Storage;
using Mesh.Grains.Storage;
using Mesh.Grains.Tests.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Mesh.Grains.Tests.Conversations.Retention;

/// <summary>What is deleted stands nowhere in the embedded store's files: not in free pages, not in the write-ahead log.</summary>
public sealed class SqliteErasureTests : IAsyncLifetime, IDisposable
{
    private const string Planted = "PLANTED-7f3a91";
    private readonly TemporaryFolder _folder = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private readonly SqliteStore _store;
    private readonly SqliteConversationLog _log;

    public SqliteErasureTests()
    {
        _store = new SqliteStore(_folder.Path);
        _log = new SqliteConversationLog(_store, _services.GetRequiredService<Serializer>());
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        await _services.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task DeletedText_IsInNoFileOfTheStore()
    {
        // Turns of all sizes, small ones among others' on one page and large ones on pages of their own, written over and grown.
        for (var c = 0; c < 4; c++)
        {
            await TalkAsync(new("acme", $"c{c}"), c % 2 == 0 ? Planted : "INNOCENT");
        }

        Assert.True(Found(Planted) > 0, "the planted text was never written, so that its absence would say nothing");
        for (var c = 0; c < 4; c += 2)
        {
            await new ErasureEngine(new("acme", $"c{c}"), _log, TimeProvider.System).DeleteAsync(new ErasureOrder(DeletionCause.Asked, "k", []), _ => true, default);
        }

        await Wait.UntilAsync(() => Found(Planted) == 0, "the planted text is gone while the store is open");
        Assert.True(Found("INNOCENT") > 0);
        for (var c = 1; c < 4; c += 2)
        {
            Assert.Equal(20, (await _log.ReadTurnsAsync(new("acme", $"c{c}"), 1, 256, default)).Count);
        }
    }

    [Fact]
    public async Task DeletedText_BehindAReaderThatStoodInTheWay_GoesWithALaterWrite()
    {
        await TalkAsync(new("acme", "c0"), Planted);
        using (var reader = new SqliteConnection($"Data Source={_folder.File("mesh.db")};Pooling=False"))
        {
            // It still sees what was there before the deletion, and so keeps the log from being cut.
            reader.Open();
            using var seen = reader.BeginTransaction(deferred: true);
            Assert.Equal(1L, seen.Find<long>("SELECT count(*) FROM conversation"));
            await new ErasureEngine(new("acme", "c0"), _log, TimeProvider.System).DeleteAsync(new ErasureOrder(DeletionCause.Asked, "k", []), _ => true, default);
            await _store.RunAsync(StateChange.Write("a", "1", null, [1]));
            Assert.True(Found(Planted) > 0);
        }

        await _store.RunAsync(StateChange.Write("a", "2", null, [1]));

        await Wait.UntilAsync(() => Found(Planted) == 0, "the planted text is gone");
    }

    private async Task TalkAsync(ConversationKey key, string planted)
    {
        var turns = new TurnEngine(key, _log, new Nobody(), TimeProvider.System);
        var conversation = new ConversationEngine(key, _log, TimeProvider.System);
        await conversation.CreateAsync(new ConversationSettings { Title = planted, Instructions = planted }, "h", default);
        for (var i = 0; i < 20; i++)
        {
            var said = Said(planted, i % 5 * i % 7 * 700);
            var begun = await turns.BeginAsync(new TurnRequest { TurnId = $"{planted}-{i}", Hash = "h", Chat = new ChatRequest { Messages = [said] } }, "silo", default);
            var state = i % 3 == 0 ? TurnState.Interrupted : TurnState.Committed;
            await turns.EndAsync(new TurnLease(begun.Turn!.Number, begun.Turn.Attempt, begun.Turn.Epoch), new TurnEnding(state, new TurnAnswer { Message = Said(planted, i * 100) }), default);
            await new NotesEngine(key, _log, TimeProvider.System).KeepAsync(new NotesEntry { Images = [new ImageDescription($"{i}", planted + new string('n', i * 10), "m")] }, default);
            await conversation.UpdateAsync(s => s with { Title = $"{planted} {i}" }, null, default);
        }
    }

    private static ChatMessage Said(string planted, int more) => new() { Role = ChatRole.User, Parts = [new TextPart(planted + new string('x', more) + planted)] };

    private int Found(string text)
    {
        var wanted = Encoding.UTF8.GetBytes(text);
        var found = 0;
        foreach (var file in Directory.GetFiles(_folder.Path, "mesh.db*").Where(f => !f.EndsWith(".lock", StringComparison.Ordinal)))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            for (ReadOnlySpan<byte> rest = copy.GetBuffer().AsSpan(0, (int)copy.Length); rest.IndexOf(wanted) is >= 0 and var at; rest = rest[(at + wanted.Length)..])
            {
                found++;
            }
        }

        return found;
    }

    private sealed class Nobody : IOwnerLiveness
    {
        public bool IsDead(string owner) => false;
    }
}
