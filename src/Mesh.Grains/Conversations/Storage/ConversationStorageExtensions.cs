using Mesh.Conversations.Accounts;
using Mesh.Conversations.Log;
using Mesh.Conversations.Retention;
using Mesh.Conversations.Telling;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Grains.Conversations.Storage;

/// <summary>Adds the log of conversations that belongs to the silo's store.</summary>
internal static class ConversationStorageExtensions
{
    /// <summary>Conversations in the embedded store's file, which lists them itself.</summary>
    public static IServiceCollection AddSqliteConversations(this IServiceCollection services) => services
        .AddConversationLog<SqliteConversationLog>()
        .AddSingleton<IConversationIndex>(provider => provider.GetRequiredService<SqliteConversationLog>())
        .AddSingleton<IRetentionIndex, SqliteRetentionIndex>()
        .AddSingleton<IConversationAccounts, SqliteConversationAccounts>();

    /// <summary>Conversations in the cluster's Redis, with lists that follow them.</summary>
    public static IServiceCollection AddRedisConversations(this IServiceCollection services) => services
        .AddConversationLog<RedisConversationLog>()
        .AddSingleton<IRetentionIndex, RedisRetentionIndex>()
        .AddSingleton<IConversationAccounts, RedisConversationAccounts>()
        .AddSingleton<RedisConversationIndex>()
        .AddSingleton<IConversationIndex>(provider => provider.GetRequiredService<RedisConversationIndex>())
        .AddSingleton<IConversationFollower>(provider => provider.GetRequiredService<RedisConversationIndex>());

    private static IServiceCollection AddConversationLog<TLog>(this IServiceCollection services)
        where TLog : class, IConversationLog, IPendingOutboxes => services
        .AddSingleton<TLog>()
        .AddSingleton<IConversationLog>(provider => provider.GetRequiredService<TLog>())
        .AddSingleton<IPendingOutboxes>(provider => provider.GetRequiredService<TLog>())
        .AddSingleton<ConversationOutbox>()
        .AddHostedService<ConversationSweep>();
}
