using k8s.Models;
using Mesh.Kubernetes.Tests.Manifests;

namespace Mesh.Kubernetes.Tests.Rules;

/// <summary>What every container must say of itself.</summary>
internal static class ContainerRules
{
    private const long UserOfTheImage = 1654;

    /// <summary>Somebody finds out whether it has started, serves and lives.</summary>
    public static IEnumerable<string> Probes(ManifestSet set) =>
        from workload in set.Workloads
        from container in workload.Containers
        from probe in new[] { ("startup", container.StartupProbe), ("readiness", container.ReadinessProbe), ("liveness", container.LivenessProbe) }
        where probe.Item2 is null
        select $"{workload} {container.Name} has no {probe.Item1} probe";

    /// <summary>What it needs is asked for, its memory has an end, and no silo is throttled.</summary>
    public static IEnumerable<string> Resources(ManifestSet set)
    {
        foreach (var (workload, container) in from w in set.Workloads from c in w.Containers select (w, c))
        {
            var (requests, limits) = (container.Resources?.Requests, container.Resources?.Limits);
            if (requests?.ContainsKey("cpu") != true || !requests.TryGetValue("memory", out var asked) || limits?.TryGetValue("memory", out var most) != true)
            {
                yield return $"{workload} {container.Name} lacks requests of cpu and memory or a limit of memory";
                continue;
            }

            if (asked.ToDecimal() > most!.ToDecimal())
            {
                yield return $"{workload} {container.Name} asks for more memory than its limit";
            }

            if (container == workload.Silo && limits.ContainsKey("cpu"))
            {
                yield return $"{workload} {container.Name} has a processor limit: a throttled silo looks dead";
            }
        }
    }

    /// <summary>It is nobody's root and can write to nothing but its volumes.</summary>
    public static IEnumerable<string> Security(ManifestSet set) =>
        from workload in set.Workloads
        from fault in PodFaults(workload).Concat(workload.Containers.SelectMany(ContainerFaults))
        select $"{workload} {fault}";

    /// <summary>It has no token and no role, and its environment holds only what is written.</summary>
    public static IEnumerable<string> Identity(ManifestSet set)
    {
        var accounts = set.All<V1ServiceAccount>().ToDictionary(a => a.Metadata.Name);
        foreach (var workload in set.Workloads)
        {
            if (workload.Pod.AutomountServiceAccountToken != false || !accounts.TryGetValue(workload.Pod.ServiceAccountName ?? "default", out var account) || account.AutomountServiceAccountToken != false)
            {
                yield return $"{workload} may get a token";
            }

            if (workload.Pod.EnableServiceLinks != false)
            {
                yield return $"{workload} gets variables of other services";
            }
        }

        foreach (var role in set.Core.Where(o => o is V1Role or V1ClusterRole or V1RoleBinding or V1ClusterRoleBinding))
        {
            yield return $"{role.GetType().Name}: the mesh asks nothing of the API server";
        }
    }

    /// <summary>Images have a version.</summary>
    public static IEnumerable<string> Images(ManifestSet set) =>
        from workload in set.Workloads
        from container in workload.Containers
        where container.Image.Split('/')[^1].Split(':') is not [_, not "latest"]
        select $"{workload} {container.Name}: image '{container.Image}' has no version";

    private static IEnumerable<string> PodFaults(Workload workload)
    {
        var security = workload.Pod.SecurityContext;
        if (security is not { RunAsNonRoot: true, RunAsUser: > 0, SeccompProfile.Type: "RuntimeDefault" })
        {
            yield return "does not say runAsNonRoot, a user and seccomp RuntimeDefault";
        }

        if (workload.Silo is not null && (security?.RunAsUser != UserOfTheImage || security?.FsGroup != UserOfTheImage))
        {
            yield return $"runs as another user than the image's {UserOfTheImage}";
        }

        if (workload.Pod is { HostNetwork: true } or { HostPID: true } or { HostIPC: true } || workload.Pod.Volumes.Any(v => v.HostPath is not null))
        {
            yield return "shares something with its host";
        }
    }

    private static IEnumerable<string> ContainerFaults(V1Container container)
    {
        if (container.SecurityContext is not { AllowPrivilegeEscalation: false, ReadOnlyRootFilesystem: true, Privileged: not true, Capabilities: { Drop: ["ALL"], Add: null } })
        {
            yield return $"{container.Name} may change its root, gain rights or keeps capabilities";
        }
    }
}
