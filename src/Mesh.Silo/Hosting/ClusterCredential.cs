using Mesh.Trust;

namespace Mesh.Silo.Hosting;

/// <summary>Opens the cluster's credential as the settings name it.</summary>
internal static class ClusterCredential
{
    private const string Variable = "env:";
    private const string File = "file:";

    /// <summary>Whether the settings name one.</summary>
    public static bool IsGiven(MeshSettings settings) =>
        (settings.ClusterSecret ?? settings.ClusterCert ?? settings.ClusterKey ?? settings.ClusterCa) is not null;

    /// <summary>Opens it. A process that names none is a cluster of its own.</summary>
    /// <exception cref="ArgumentException">It is named wrongly or cannot be used; the message holds no part of a secret.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A file is not PEM, or peers would refuse the certificate.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static ClusterTrust Open(MeshSettings settings, TimeProvider time, ILogger logger)
    {
        if (!IsGiven(settings))
        {
            return ClusterTrust.OfOneProcess(time);
        }

        return settings.ClusterSecret is { } secret
            ? OpenSecret(secret, settings.Cluster, time, logger)
            : ClusterTrust.FromCertificates(settings.ClusterCert!, settings.ClusterKey!, settings.ClusterCa!, time, logger);
    }

    private static ClusterTrust OpenSecret(string where, string cluster, TimeProvider time, ILogger logger)
    {
        if (where.StartsWith(File, StringComparison.Ordinal))
        {
            return ClusterTrust.FromSecretFile(where[File.Length..], cluster, time, logger);
        }

        return where.StartsWith(Variable, StringComparison.Ordinal)
            ? ClusterTrust.FromSecret(Environment.GetEnvironmentVariable(where[Variable.Length..]) ?? "", cluster, time)
            : throw new ArgumentException("is not where a secret is found. Write env:NAME or file:PATH, not the secret itself.");
    }
}
