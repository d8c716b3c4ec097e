using Mesh.Grains.Conversations.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;

namespace Mesh.Grains.Storage;

/// <summary>Adds the embedded store to a silo.</summary>
public static class SqliteStorageExtensions
{
    /// <summary>Makes one SQLite file in <paramref name="folder"/> the silo's default grain storage, and keeps its conversations there.</summary>
    public static ISiloBuilder AddSqliteGrainStorage(this ISiloBuilder builder, string folder)
    {
        builder.Services.AddSingleton(_ => new SqliteStore(folder));

        // Unkeyed: Orleans looks for its default provider without a key. Orleans' JSON would store names of CLR types, which must not
        // outlive a rename; aliases and ids may.
        builder.Services.AddSingleton<IGrainStorage>(services => new SqliteGrainStorage(
            services.GetRequiredService<SqliteStore>(), new OrleansGrainStorageSerializer(services.GetRequiredService<Serializer>())));
        builder.Services.AddSqliteConversations();
        return builder;
    }
}
