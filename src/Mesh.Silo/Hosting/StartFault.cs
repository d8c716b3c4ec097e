using Mesh.Grains.Redis;
using Mesh.Grains.Storage;
using Microsoft.AspNetCore.Connections;
using Orleans.Persistence.Redis;
using StackExchange.Redis;

namespace Mesh.Silo.Hosting;

/// <summary>Puts into words what kept the process from starting, where its operator can mend it.</summary>
internal static class StartFault
{
    /// <summary>The words; null for a defect, whose trace is worth more.</summary>
    public static string? Explain(Exception fault)
    {
        for (var e = fault; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case AddressInUseException:
                    return $"{fault.Message.TrimEnd('.')}. End the program that listens there, or choose another address with --http, --grpc or --admin.";
                case StoreUnusableException:
                    return $"--data: {e.Message}";
                case RedisUnusableException:
                    return $"--redis: {e.Message}";
                case RedisConnectionException or RedisStorageException:
                    return "--redis: the Redis cannot be reached or does not take the password. Check the connection, or leave it out for the embedded store.";
                case AggregateException many when many.InnerExceptions.Count > 1:
                    return many.InnerExceptions.Select(Explain).FirstOrDefault(w => w is not null);
            }
        }

        return null;
    }
}
