using k8s.Models;
using Mesh.Kubernetes.Tests.Manifests;

namespace Mesh.Kubernetes.Tests.Rules;

/// <summary>What containers mount and read from ConfigMaps and Secrets is there.</summary>
internal static class VolumeRules
{
    /// <summary>Each mount has its volume and each volume is mounted; nothing grows without a bound, and nothing stands still by a subPath.</summary>
    public static IEnumerable<string> Mounts(ManifestSet set)
    {
        foreach (var workload in set.Workloads)
        {
            var volumes = workload.Pod.Volumes.Select(v => v.Name).Concat(Claims(set, workload)).ToHashSet();
            var mounts = workload.Containers.SelectMany(c => c.VolumeMounts).ToArray();
            foreach (var name in mounts.Select(m => m.Name).Except(volumes))
            {
                yield return $"{workload} mounts '{name}', which is no volume";
            }

            foreach (var name in volumes.Except(mounts.Select(m => m.Name)))
            {
                yield return $"{workload} has a volume '{name}' that nobody mounts";
            }

            foreach (var mount in mounts.Where(m => m.SubPath is not null))
            {
                yield return $"{workload} mounts '{mount.Name}' by subPath: it is never updated";
            }

            foreach (var volume in workload.Pod.Volumes.Where(v => v.EmptyDir is { SizeLimit: null }))
            {
                yield return $"{workload}: '{volume.Name}' has no sizeLimit";
            }
        }
    }

    /// <summary>ConfigMaps are in the build; Secrets are among those that the documentation tells to make or that cert-manager makes.</summary>
    public static IEnumerable<string> References(ManifestSet set)
    {
        var maps = set.All<V1ConfigMap>().Select(c => c.Metadata.Name).ToHashSet();
        foreach (var workload in set.Workloads)
        {
            foreach (var name in MapsOf(workload).Where(m => !maps.Contains(m)))
            {
                yield return $"{workload} reads ConfigMap '{name}', which is not in the build";
            }

            foreach (var (secret, key) in SecretsOf(workload).Where(s => !PodSecrets.Has(set, s.Secret, s.Key)))
            {
                yield return $"{workload} reads '{key}' of Secret '{secret}', which nobody makes";
            }
        }
    }

    private static IEnumerable<string> Claims(ManifestSet set, Workload workload) =>
        set.All<V1StatefulSet>().Where(s => s.Metadata.Name == workload.Name).SelectMany(s => s.Spec.VolumeClaimTemplates ?? []).Select(c => c.Metadata.Name);

    private static IEnumerable<string> MapsOf(Workload workload) =>
    [
        .. workload.Pod.Volumes.Where(v => v.ConfigMap is not null).Select(v => v.ConfigMap.Name),
        .. workload.Containers.SelectMany(c => c.EnvFrom ?? []).Where(e => e.ConfigMapRef is not null).Select(e => e.ConfigMapRef.Name),
    ];

    private static IEnumerable<(string Secret, string? Key)> SecretsOf(Workload workload) =>
    [
        .. from volume in workload.Pod.Volumes
           where volume.Secret is { Optional: not true }
           from key in volume.Secret.Items?.Select(i => i.Key) ?? [null]
           select (volume.Secret.SecretName, key),
        .. from container in workload.Containers
           from variable in container.Env ?? []
           let reference = variable.ValueFrom?.SecretKeyRef
           where reference is not null
           select (reference.Name, reference.Key),
    ];
}
