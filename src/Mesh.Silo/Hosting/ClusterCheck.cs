using System.Text.RegularExpressions;
using Mesh.Contracts.Cluster;
using Mesh.Grains.Redis;
using Mesh.Trust;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Mesh.Silo.Hosting;

/// <summary>The part of the <see cref="StartCheck"/> that looks at the cluster's settings.</summary>
internal static partial class ClusterCheck
{
    /// <summary>Every reason not to start.</summary>
    public static IEnumerable<string> Run(MeshSettings settings) => [.. Names(settings), .. Addresses(settings), .. Store(settings), .. Credential(settings)];

    private static IEnumerable<string> Names(MeshSettings settings)
    {
        if (!Name().IsMatch(settings.Cluster))
        {
            yield return $"--cluster: '{settings.Cluster}' is not a name. Write up to 63 of a-z, 0-9 and '-', such as mesh-eu.";
        }

        if (settings.Node is { } node && !NodeName().IsMatch(node))
        {
            yield return $"--node: '{node}' is not a name. Write up to 253 of a-z, A-Z, 0-9, '.', '-' and '_', such as gpu-1.";
        }

        if (settings.Roles == SiloRole.None)
        {
            yield return $"--role: '{settings.Role}' is not a role. Write edge, worker, or edge,worker.";
        }
    }

    private static IEnumerable<string> Addresses(MeshSettings settings)
    {
        (string Option, string? Address)[] given = [("--silo", settings.Silo), ("--gateway", settings.Gateway), ("--relay", settings.Relay)];
        foreach (var (option, address) in given.Where(g => g.Address is not null && ClusterAddresses.Parse(g.Address) is null))
        {
            yield return $"{option}: '{address}' is not an address of this machine that others can be told. Write it as 10.0.0.5:11111 or [fd00::5]:11111; every address at once (0.0.0.0) cannot be told.";
        }

        if (settings.Gateway is { } gateway && ClusterAddresses.Parse(gateway) is { } clients)
        {
            if (settings.Silo is null || ClusterAddresses.Parse(settings.Silo) is { } silo && !silo.Address.Equals(clients.Address))
            {
                yield return $"--gateway: clients are told the host of --silo. Set --silo to a port of {clients.Address} too.";
            }

            if (!ClusterCredential.IsGiven(settings))
            {
                yield return "--gateway: clients could not be let in without a credential of the cluster. Add --cluster-secret env:NAME, or --cluster-cert, --cluster-key and --cluster-ca.";
            }
        }
    }

    private static IEnumerable<string> Store(MeshSettings settings)
    {
        if (!Enum.TryParse<RedisDurability>(settings.RedisDurability, ignoreCase: true, out _) || int.TryParse(settings.RedisDurability, out _))
        {
            yield return $"--redis-durability: '{settings.RedisDurability}' is none of durable, declared, volatile.";
        }

        if (Connection(settings.Redis) is { } fault)
        {
            yield return $"--redis: {fault}";
        }

        if (settings.Redis is not null && !ClusterCredential.IsGiven(settings))
        {
            yield return "--redis: silos of a cluster know each other by a credential, and there is none. Make a secret with 'openssl rand -base64 32' and name it by --cluster-secret env:NAME or file:PATH, or give --cluster-cert, --cluster-key and --cluster-ca.";
        }
    }

    private static string? Connection(string? redis)
    {
        try
        {
            return redis is null || ConfigurationOptions.Parse(redis).EndPoints.Count > 0 ? null : "names no server. Write HOST:6379.";
        }
        catch (ArgumentException e)
        {
            return $"is not a connection such as HOST:6379,password=…,ssl=true: {e.Message}";
        }
    }

    private static IEnumerable<string> Credential(MeshSettings settings)
    {
        string?[] files = [settings.ClusterCert, settings.ClusterKey, settings.ClusterCa];
        if (settings.ClusterSecret is not null && files.Any(f => f is not null))
        {
            yield return "--cluster-secret: stands beside certificate files. Give the one or the other.";
        }
        else if (settings.ClusterSecret is null && files.Any(f => f is not null) && files.Any(f => f is null))
        {
            yield return "--cluster-cert, --cluster-key, --cluster-ca: belong together. Name all three PEM files.";
        }
        else if (Fault(settings) is { } fault)
        {
            yield return settings.ClusterSecret is null ? $"--cluster-cert, --cluster-key, --cluster-ca: {fault}" : $"--cluster-secret: {fault}";
        }
    }

    private static string? Fault(MeshSettings settings)
    {
        try
        {
            ClusterCredential.Open(settings, TimeProvider.System, NullLogger.Instance);
            return null;
        }
        catch (Exception e) when (CertificateFiles.IsUnusable(e))
        {
            return e.Message;
        }
    }

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]
    private static partial Regex Name();

    [GeneratedRegex("^[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?$")]
    private static partial Regex NodeName();
}
