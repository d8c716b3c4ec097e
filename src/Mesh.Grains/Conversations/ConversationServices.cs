using Mesh.Conversations.Accounts;
using Mesh.Conversations.Log;
using Mesh.Conversations.Retention;
using Mesh.Conversations.Telling;
using Mesh.Grains.Conversations.Context;
using Mesh.Grains.Conversations.Live;
using Mesh.Grains.Conversations.Retention;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Mesh.Grains.Conversations;

/// <summary>Adds conversations to a silo.</summary>
internal static class ConversationServices
{
    /// <summary>
    /// Most grains whose place a silo remembers. Each conversation is one, and what Orleans remembers by default, a million, would hold some
    /// 300 MB of those that nobody asks for any more.
    /// </summary>
    public const int MostPlaces = 32_768;

    /// <summary>Adds the turns of conversations; kept in memory where no other log is added before.</summary>
    public static IServiceCollection AddConversations(this IServiceCollection services)
    {
        services.TryAddSingleton<InMemoryConversationLog>();
        services.TryAddSingleton<IConversationLog>(provider => provider.GetRequiredService<InMemoryConversationLog>());
        services.TryAddSingleton<IConversationIndex>(provider => provider.GetRequiredService<InMemoryConversationLog>());
        services.TryAddSingleton<IRetentionIndex>(provider => provider.GetRequiredService<InMemoryConversationLog>());
        services.TryAddSingleton<ConversationOutbox>();
        services.AddConversationAccounts();
        services.AddSingleton<ConversationErasure>().AddSingleton<RetentionFigures>().AddTransient<RetentionRound>().AddHostedService<RetentionStart>();
        services.Configure<GrainDirectoryOptions>(directory => directory.CacheSize = MostPlaces);
        services.AddSingleton<ConversationForks>();
        services.TryAddSingleton<LiveTurns>();
        services.AddSingleton<SiloOwners>().AddSingleton<LiveTurnClient>().AddSingleton<TurnFrames>();
        services.AddSingleton<ImageDescriber>().AddSingleton<Summarizer>().AddSingleton<TurnContext>().AddSingleton<TurnEnds>().AddSingleton<TurnPump>();
        services.AddSingleton(provider =>
        {
            var summaries = provider.GetRequiredService<Summarizer>();
            return new SummaryQueue(() => summaries.IsWanted, summaries.RunAsync, provider.GetRequiredService<ILogger<SummaryQueue>>());
        });
        services.AddSingleton(provider => new ConversationTurns(
            provider.GetRequiredService<Access.TenantGrains>(), provider.GetRequiredService<TurnFrames>(), provider.GetRequiredService<TurnPump>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new UnkeptTurns(
            provider.GetRequiredService<Access.TenantGrains>(), provider.GetRequiredService<TurnPump>(), provider.GetRequiredService<LiveTurns>(), provider.GetRequiredService<TimeProvider>()));
        services.AddGrainService<LiveTurnService>();
        return services.AddHostedService<LiveTurnSweep>();
    }

    private static void AddConversationAccounts(this IServiceCollection services)
    {
        services.TryAddSingleton<IConversationAccounts, InMemoryConversationAccounts>();
        services.AddSingleton<IConversationFollower, AccountsFollower>();
    }
}
