using Mesh.Conversations.Log;
using Mesh.Conversations.Retention;
using Mesh.Conversations.Telling;
using Mesh.Conversations.Tests.Contract;
using Mesh.Grains.Conversations.Storage;
using Mesh.Grains.Storage;
using Mesh.Grains.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Mesh.Grains.Tests.Conversations;

public sealed class SqliteConversationLogTests : ConversationLogContract, IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private readonly SqliteStore _store;
    private readonly SqliteConversationLog _log;

    public SqliteConversationLogTests()
    {
        _store = new SqliteStore(_folder.Path);
        _log = new SqliteConversationLog(_store, _services.GetRequiredService<Serializer>());
    }

    protected override IConversationLog Log => _log;

    protected override IConversationIndex Index => _log;

    protected override IPendingOutboxes Pending => _log;

    protected override IRetentionIndex Retention => new SqliteRetentionIndex(_store);

    protected override int Courses => 10;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        await _services.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();
}
