using Mesh.Conversations.Accounts;
using Mesh.Conversations.Tests.Contract;
using Mesh.Grains.Conversations.Storage;
using Mesh.Grains.Storage;
using Mesh.Grains.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Mesh.Grains.Tests.Conversations;

public sealed class SqliteConversationAccountsTests : ConversationAccountsContract, IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private readonly SqliteStore _store;

    public SqliteConversationAccountsTests()
    {
        _store = new SqliteStore(_folder.Path);
        Accounts = new SqliteConversationAccounts(_store, _services.GetRequiredService<Serializer>());
    }

    protected override IConversationAccounts Accounts { get; }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        await _services.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();
}
