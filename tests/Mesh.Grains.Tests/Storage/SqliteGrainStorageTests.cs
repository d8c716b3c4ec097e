using Mesh.Grains.Tests.Hosting;
using Orleans.Storage;

namespace Mesh.Grains.Tests.Storage;

public sealed class SqliteGrainStorageTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private OpenStorage _storage = null!;

    public Task InitializeAsync()
    {
        _storage = new OpenStorage(_folder.Path);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _storage.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Read_AfterWrite_GivesStateAndETag()
    {
        var written = await _storage.WriteAsync("a", 7);
        var read = await _storage.ReadAsync("a");

        Assert.True(written.RecordExists);
        Assert.True(read.Exists);
        Assert.Equal(written.ETag, read.ETag);
        Assert.Equal((7, "é a"), (read.State.Value, read.State.Text));
    }

    [Fact]
    public async Task Read_OfNothing_GivesAFreshStateWithoutETag()
    {
        var read = await _storage.ReadAsync("nobody");

        Assert.False(read.Exists);
        Assert.Null(read.ETag);
        Assert.Equal(0, read.State.Value);
    }

    [Fact]
    public async Task Write_WithTheCurrentETag_ChangesStateAndETag()
    {
        var first = await _storage.WriteAsync("a", 1);
        var second = await _storage.WriteAsync("a", 2, first.ETag);

        Assert.NotEqual(first.ETag, second.ETag);
        Assert.Equal(2, (await _storage.ReadAsync("a")).State.Value);
    }

    [Fact]
    public async Task Write_WithAStaleETag_ConflictsAndChangesNothing()
    {
        var first = await _storage.WriteAsync("a", 1);
        var second = await _storage.WriteAsync("a", 2, first.ETag);

        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteAsync("a", 3, first.ETag));

        Assert.Equal(second.ETag, conflict.StoredEtag);
        Assert.Equal(first.ETag, conflict.CurrentEtag);
        Assert.Equal(2, (await _storage.ReadAsync("a")).State.Value);
    }

    [Fact]
    public async Task Write_OfAnExistingStateAsNew_Conflicts()
    {
        await _storage.WriteAsync("a", 1);

        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteAsync("a", 2));
        Assert.Equal(1, (await _storage.ReadAsync("a")).State.Value);
    }

    [Theory]
    [InlineData("not a number")]
    [InlineData("0")]
    [InlineData("-1")]
    public async Task Write_WithAForeignETag_Conflicts(string etag)
    {
        await _storage.WriteAsync("a", 1);

        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteAsync("a", 2, etag));
    }

    [Fact]
    public async Task Write_WithAnETagFromBeforeAClear_ConflictsAlsoWhenTheStateIsMadeAnew()
    {
        var first = await _storage.WriteAsync("a", 1);
        await _storage.ClearAsync("a", first.ETag);
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteAsync("a", 2, first.ETag));

        await _storage.WriteAsync("a", 3);
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteAsync("a", 4, first.ETag));
        Assert.Equal(3, (await _storage.ReadAsync("a")).State.Value);
    }

    [Fact]
    public async Task Clear_OfAState_RemovesIt()
    {
        var written = await _storage.WriteAsync("a", 1);
        await _storage.Grains.ClearStateAsync("state", OpenStorage.Grain("a"), written);

        Assert.False(written.RecordExists);
        Assert.Null(written.ETag);
        Assert.Equal(0, written.State!.Value);
        Assert.False((await _storage.ReadAsync("a")).Exists);
    }

    [Fact]
    public async Task Clear_OfNothing_IsFine()
    {
        await _storage.ClearAsync("nobody", etag: null);

        Assert.False((await _storage.ReadAsync("nobody")).Exists);
    }

    [Fact]
    public async Task Clear_WithAStaleETag_ConflictsAndKeepsTheState()
    {
        var first = await _storage.WriteAsync("a", 1);
        await _storage.WriteAsync("a", 2, first.ETag);

        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.ClearAsync("a", first.ETag));
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.ClearAsync("a", etag: null));
        Assert.Equal(2, (await _storage.ReadAsync("a")).State.Value);
    }

    [Fact]
    public async Task States_OfOneGrain_AreApart()
    {
        await _storage.WriteAsync("a", 1, name: "one");
        var two = await _storage.WriteAsync("a", 2, name: "two");
        await _storage.ClearAsync("a", two.ETag, name: "two");

        Assert.Equal(1, (await _storage.ReadAsync("a", "one")).State.Value);
        Assert.False((await _storage.ReadAsync("a", "two")).Exists);
    }

    [Fact]
    public async Task Writes_OfOneStateAtOnce_LetOneThrough()
    {
        var first = await _storage.WriteAsync("a", 1);
        var outcomes = await Task.WhenAll(Enumerable.Range(2, 50).Select(async v =>
        {
            try
            {
                await _storage.WriteAsync("a", v, first.ETag);
                return v;
            }
            catch (InconsistentStateException)
            {
                return 0;
            }
        }));

        Assert.Equal(Assert.Single(outcomes, v => v > 0), (await _storage.ReadAsync("a")).State.Value);
    }
}
