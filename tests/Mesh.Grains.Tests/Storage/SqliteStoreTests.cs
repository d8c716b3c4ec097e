using System.Text;
using Mesh.Conversations.Log;
using Mesh.Conversations.Retention;
using Mesh.Grains.Conversations.Storage;
using Mesh.Grains.Storage;
using Mesh.Grains.Tests.Hosting;
using Microsoft.Data.Sqlite;

namespace Mesh.Grains.Tests.Storage;

public sealed class SqliteStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Writes_AThousandAtOnceToDifferentGrains_AreThereAfterReopening()
    {
        await using (var storage = new OpenStorage(_folder.Path))
        {
            await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => storage.WriteAsync($"g{i}", i)));
        }

        await using var reopened = new OpenStorage(_folder.Path);
        for (var i = 0; i < 1000; i++)
        {
            Assert.Equal(i, (await reopened.ReadAsync($"g{i}")).State.Value);
        }
    }

    [Fact]
    public async Task Dispose_WithWritesWaiting_WritesThemFirst()
    {
        var store = new SqliteStore(_folder.Path);
        var waiting = Enumerable.Range(0, 2000).Select(i => store.RunAsync(StateChange.Write("s", $"g{i}", null, [1]))).ToArray();
        await store.DisposeAsync();
        Assert.All(await Task.WhenAll(waiting), Assert.NotNull);

        await using var reopened = new SqliteStore(_folder.Path);
        for (var i = 0; i < waiting.Length; i++)
        {
            Assert.NotNull(reopened.ReadState("s", $"g{i}"));
        }
    }

    [Fact]
    public async Task Writes_BeyondTheQueue_WaitForAPlace()
    {
        await using var store = new SqliteStore(_folder.Path);
        var etags = await Task.WhenAll(Enumerable.Range(0, SqliteStore.QueueBound * 2).Select(i => store.RunAsync(StateChange.Write("s", $"g{i}", null, [1]))));

        Assert.All(etags, Assert.NotNull);
    }

    [Fact]
    public async Task Store_OnAFolderInUse_IsRefusedWithTheMend()
    {
        await using var first = new SqliteStore(_folder.Path);

        var refused = Assert.Throws<StoreUnusableException>(() => new SqliteStore(_folder.Path));

        Assert.Contains(_folder.File("mesh.db"), refused.Message, StringComparison.Ordinal);
        Assert.Contains("--data", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_AfterTheOtherIsDisposed_Opens()
    {
        await new SqliteStore(_folder.Path).DisposeAsync();
        await using var second = new SqliteStore(_folder.Path);

        Assert.Null(second.ReadState("s", "g"));
    }

    [Fact]
    public async Task Store_OfANewerSchema_IsRefusedAndLeftAsItIs()
    {
        await new SqliteStore(_folder.Path).DisposeAsync();
        SetSchema(99);

        var refused = Assert.Throws<StoreUnusableException>(() => new SqliteStore(_folder.Path));
        Assert.Contains("newer build", refused.Message, StringComparison.Ordinal);
        Assert.Contains("99", refused.Message, StringComparison.Ordinal);

        SetSchema(StoreSchema.Version);
        await using var opened = new SqliteStore(_folder.Path);
        Assert.Null(opened.ReadState("s", "g"));
    }

    [Fact]
    public async Task Dispose_Twice_IsFine()
    {
        var store = new SqliteStore(_folder.Path);
        await store.DisposeAsync();
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Run_AfterDispose_SaysThatTheStoreIsClosed()
    {
        var store = new SqliteStore(_folder.Path);
        await store.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.RunAsync(StateChange.Write("s", "g", null, Encoding.UTF8.GetBytes("x"))));
    }

    [Fact]
    public async Task Run_WithAFaultThatIsNotTheDisk_TellsItAndTheWriterGoesOn()
    {
        await using var store = new SqliteStore(_folder.Path);

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.RunAsync(new Refused()).WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.NotNull(await store.RunAsync(StateChange.Write("s", "g", null, [1])).WaitAsync(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task Operation_ThatIsRefused_UndoesItselfAndNoneOfItsGroup()
    {
        await using var store = new SqliteStore(_folder.Path);

        // The first holds the writer until all are in the queue, so that the others are one group.
        using var queued = new ManualResetEventSlim();
        var first = store.RunAsync(new Held(queued));
        var before = store.RunAsync(StateChange.Write("s", "before", null, [1]));
        var refused = store.RunAsync(new Refused());
        var broken = store.RunAsync(StateChange.Write(null!, "broken", null, [1]));
        var after = store.RunAsync(StateChange.Write("s", "after", null, [1]));
        queued.Set();

        await Task.WhenAll(first, before, after);
        await Assert.ThrowsAsync<InvalidOperationException>(() => refused);
        Assert.Equal(SQLitePCL.raw.SQLITE_CONSTRAINT, (await Assert.ThrowsAsync<SqliteException>(() => broken)).SqliteErrorCode);
        Assert.Null(store.ReadState("s", Refused.Grain));
        Assert.NotNull(store.ReadState("s", "before"));
        Assert.NotNull(store.ReadState("s", "after"));
    }

    [Fact]
    public async Task Store_OfTheFirstSchema_IsBroughtForwardWithWhatItHolds()
    {
        // Byte for byte what version 1 made: its table, a state in it, its number.
        Execute(
            "PRAGMA journal_mode = WAL",
            "CREATE TABLE IF NOT EXISTS state (name TEXT NOT NULL, grain TEXT NOT NULL, version INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (name, grain)) WITHOUT ROWID",
            "INSERT INTO state (name, grain, version, data) VALUES ('s', 'g', 42, x'0102')",
            "PRAGMA user_version = 1");

        await using (var store = new SqliteStore(_folder.Path))
        {
            var (data, etag) = store.ReadState("s", "g")!.Value;
            Assert.Equal([1, 2], data);
            Assert.Equal("42", etag);
            Assert.Equal("43", await store.RunAsync(StateChange.Write("s", "g", etag, [3])));
            Assert.Equal(0L, store.Read(c => c.Read(row => row.GetInt64(0), "SELECT count(*) FROM conversation, conversation_turn, conversation_event"))[0]);
        }

        await using var again = new SqliteStore(_folder.Path);
        Assert.Equal(StoreSchema.Version, again.Read(c => c.Read(row => row.GetInt32(0), "PRAGMA user_version"))[0]);
        Assert.Equal([3], again.ReadState("s", "g")!.Value.Data);
    }

    [Fact]
    public async Task Store_OfTheSecondSchema_KnowsWhatRetentionHasToLookAt()
    {
        var (kept, deleted) = (new ConversationKey("acme", "c1"), new ConversationKey("acme", "c2"));
        Execute(
            "PRAGMA journal_mode = WAL",
            "CREATE TABLE state (name TEXT NOT NULL, grain TEXT NOT NULL, version INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (name, grain)) WITHOUT ROWID",
            """
            CREATE TABLE conversation (
                key INTEGER PRIMARY KEY, tenant TEXT NOT NULL, id TEXT NOT NULL, sequence INTEGER NOT NULL, epoch INTEGER NOT NULL,
                updated INTEGER NOT NULL, deleted INTEGER NOT NULL, head BLOB NOT NULL, UNIQUE (tenant, id))
            """,
            "INSERT INTO conversation (tenant, id, sequence, epoch, updated, deleted, head) VALUES ('acme', 'c1', 1, 0, 100, 0, x'00'), ('acme', 'c2', 1, 0, 200, 1, x'00')",
            "PRAGMA user_version = 2");

        await using var store = new SqliteStore(_folder.Path);
        var due = new SqliteRetentionIndex(store);

        foreach (var (key, lane, ticks) in new[] { (kept, RetentionLane.Idle, 100L), (deleted, RetentionLane.Tombstone, 200L) })
        {
            var range = new RetentionRange(ConversationShards.Of(key), lane, "acme", new DateTimeOffset(ticks, TimeSpan.Zero), 10);
            Assert.Equal([key], await due.ReadAsync(range, default));
            Assert.Empty(await due.ReadAsync(range with { Until = new DateTimeOffset(ticks - 1, TimeSpan.Zero) }, default));
        }
    }

    private void SetSchema(int version) => Execute($"PRAGMA user_version = {version}");

    private void Execute(params string[] statements)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.File("mesh.db")};Pooling=False");
        connection.Open();
        foreach (var statement in statements)
        {
            using var command = connection.CreateCommand();
            command.CommandText = statement;
            command.ExecuteNonQuery();
        }
    }

    private sealed class Refused : StoreOperation<int>
    {
        public const string Grain = "refused";

        protected override int Run(SqliteTransaction transaction)
        {
            transaction.Run("INSERT INTO state (name, grain, version, data) VALUES ('s', 'refused', 1, x'01')");
            throw new InvalidOperationException("refused");
        }
    }

    private sealed class Held(ManualResetEventSlim released) : StoreOperation<int>
    {
        protected override int Run(SqliteTransaction transaction)
        {
            released.Wait(TimeSpan.FromMinutes(2));
            return 0;
        }
    }
}
