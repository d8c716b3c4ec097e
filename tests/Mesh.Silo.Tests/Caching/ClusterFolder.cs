using System.Security.Cryptography;
using Mesh.Silo.Hosting;
using Mesh.Testing.Programs;

namespace Mesh.Silo.Tests.Caching;

/// <summary>What the silos of one cluster in this process have in common: its name and its secret.</summary>
internal sealed class ClusterFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mesh-cluster-");
    private readonly string _cluster = $"test-{Guid.NewGuid():N}";

    public ClusterFolder() => File.WriteAllText(SecretFile, Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));

    private string SecretFile => Path.Combine(_folder.FullName, "secret");

    /// <summary>Makes a silo one of it.</summary>
    public void Join(MeshSettings settings, RedisServer redis, string name) =>
        (settings.Redis, settings.RedisDurability, settings.Cluster, settings.ClusterSecret, settings.Node) = (redis.Connection, "volatile", _cluster, $"file:{SecretFile}", name);

    public void Dispose() => _folder.Delete(recursive: true);
}
