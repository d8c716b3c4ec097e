using System.Text;
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
        var waiting = Enumerable.Range(0, 2000).Select(i => store.RunAsync(StoreOperation.Write("s", $"g{i}", null, [1]))).ToArray();
        await store.DisposeAsync();
        Assert.All(await Task.WhenAll(waiting), Assert.NotNull);

        await using var reopened = new SqliteStore(_folder.Path);
        for (var i = 0; i < waiting.Length; i++)
        {
            Assert.NotNull(await reopened.ReadAsync("s", $"g{i}"));
        }
    }

    [Fact]
    public async Task Writes_BeyondTheQueue_WaitForAPlace()
    {
        await using var store = new SqliteStore(_folder.Path);
        var etags = await Task.WhenAll(Enumerable.Range(0, SqliteStore.QueueBound * 2).Select(i => store.RunAsync(StoreOperation.Write("s", $"g{i}", null, [1]))));

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

        Assert.Null(await second.ReadAsync("s", "g"));
    }

    [Fact]
    public async Task Store_OfANewerSchema_IsRefusedAndLeftAsItIs()
    {
        await new SqliteStore(_folder.Path).DisposeAsync();
        SetSchema(99);

        var refused = Assert.Throws<StoreUnusableException>(() => new SqliteStore(_folder.Path));
        Assert.Contains("newer build", refused.Message, StringComparison.Ordinal);
        Assert.Contains("99", refused.Message, StringComparison.Ordinal);

        SetSchema(1);
        await using var opened = new SqliteStore(_folder.Path);
        Assert.Null(await opened.ReadAsync("s", "g"));
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

        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.RunAsync(StoreOperation.Write("s", "g", null, Encoding.UTF8.GetBytes("x"))));
    }

    [Fact]
    public async Task Run_WithAFaultThatIsNotTheDisk_TellsItAndTheWriterGoesOn()
    {
        await using var store = new SqliteStore(_folder.Path);

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.RunAsync(StoreOperation.Write(null!, "g", null, [1])).WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.NotNull(await store.RunAsync(StoreOperation.Write("s", "g", null, [1])).WaitAsync(TimeSpan.FromSeconds(10)));
    }

    private void SetSchema(int version)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.File("mesh.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA user_version = {version}";
        command.ExecuteNonQuery();
    }
}
