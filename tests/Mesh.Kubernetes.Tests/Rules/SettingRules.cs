using k8s.Models;
using Mesh.Kubernetes.Tests.Manifests;
using Mesh.Silo.Hosting;

namespace Mesh.Kubernetes.Tests.Rules;

/// <summary>What manifests tell a silo is what the process takes.</summary>
internal static class SettingRules
{
    // What is bound to an address of the pod has no default to compare with.
    private static readonly Dictionary<string, int> s_conventions = new() { ["silo"] = 11111, ["gateway"] = 30000, ["relay"] = 8093 };

    /// <summary>Every variable is a setting, and the process would start with them and with the files that it finds.</summary>
    public static IEnumerable<string> Start(ManifestSet set)
    {
        foreach (var silo in set.Silos)
        {
            foreach (var unknown in PodVariables.Unknown(set, silo))
            {
                yield return $"{silo}: {unknown} is no setting of the mesh";
            }

            using var files = new PodFiles(set, silo);
            foreach (var reason in StartCheck.Run(Here(PodVariables.SettingsOf(set, silo), files)))
            {
                yield return $"{silo} would not start: {reason}";
            }
        }
    }

    /// <summary>The role fits the pod: an edge opens doors, a worker has engines and a relay, and only the pod's own address is told to others.</summary>
    public static IEnumerable<string> Roles(ManifestSet set)
    {
        foreach (var silo in set.Silos)
        {
            var settings = PodVariables.SettingsOf(set, silo);
            if (silo.IsEdge != (settings.Role == "edge") || silo.IsEdge == (settings.Role == "worker"))
            {
                yield return $"{silo} has the role '{settings.Role}'";
            }

            if (settings.Role == "worker" && (settings.Engines is null || settings.Relay is null))
            {
                yield return $"{silo} has no engines or no relay";
            }

            foreach (var address in new[] { settings.Silo, settings.Gateway, settings.Relay }.OfType<string>().Where(a => !a.StartsWith(PodVariables.Address + ":", StringComparison.Ordinal)))
            {
                yield return $"{silo}: {address} is not the pod's own address";
            }
        }
    }

    /// <summary>Ports have names, and their numbers are those of the settings, of the code's defaults and of the image.</summary>
    public static IEnumerable<string> Ports(ManifestSet set)
    {
        foreach (var silo in set.Silos)
        {
            var expected = Listened(PodVariables.SettingsOf(set, silo)).ToDictionary(p => p.Name, p => p.Port);
            var found = silo.Silo!.Ports.ToDictionary(p => p.Name, p => p.ContainerPort);
            foreach (var name in expected.Keys.Union(found.Keys).Where(n => !expected.TryGetValue(n, out var e) || !found.TryGetValue(n, out var f) || e != f))
            {
                yield return $"{silo}: port '{name}' is {Text(found, name)} in the pod and {Text(expected, name)} in its settings";
            }

            foreach (var (name, port) in found.Where(p => Convention(p.Key) != p.Value))
            {
                yield return $"{silo}: port '{name}' is {port} and not {Convention(name)} as everywhere else";
            }
        }
    }

    /// <summary>Probes ask the paths of the admin door in the way that it speaks.</summary>
    public static IEnumerable<string> Health(ManifestSet set)
    {
        foreach (var silo in set.Silos)
        {
            var scheme = DoorAddress.Parse(PodVariables.SettingsOf(set, silo).Admin)?.Scheme.ToUpperInvariant();
            var container = silo.Silo!;

            // A worker is ready while its engine is, which is no matter of its own start.
            var started = silo.IsEdge ? "/health/ready" : "/health/live";
            foreach (var (probe, path) in new[] { (container.StartupProbe, started), (container.ReadinessProbe, "/health/ready"), (container.LivenessProbe, "/health/live") })
            {
                if (probe?.HttpGet is not { Port.Value: "admin" } http || http.Path != path || http.Scheme != scheme)
                {
                    yield return $"{silo}: a probe does not ask {scheme} {path} at the port 'admin'";
                }
            }
        }
    }

    /// <summary>Every part of a stop has time before the next one cuts it.</summary>
    public static IEnumerable<string> Grace(ManifestSet set)
    {
        foreach (var silo in set.Silos)
        {
            var settings = PodVariables.SettingsOf(set, silo);
            var sleep = silo.Silo!.Lifecycle?.PreStop?.Sleep?.Seconds ?? 0;
            var readiness = silo.Silo.ReadinessProbe;
            if (!(settings.DrainNotice + settings.Drain < settings.Shutdown && settings.Shutdown < settings.PodGrace))
            {
                yield return $"{silo}: drain-notice + drain < shutdown < pod-grace does not hold";
            }

            if (sleep < 1)
            {
                yield return $"{silo} has no preStop sleep";
            }

            // What runs beside a silo is stopped after it, in what is left.
            var engine = silo.Containers.Count() > 1 ? 20 : 0;
            if (settings.PodGrace + sleep + engine > silo.Pod.TerminationGracePeriodSeconds)
            {
                yield return $"{silo}: preStop {sleep} + pod-grace {settings.PodGrace} + {engine} is more than terminationGracePeriodSeconds";
            }

            if (readiness?.PeriodSeconds * readiness?.FailureThreshold > settings.DrainNotice)
            {
                yield return $"{silo}: the notice ends before the kubelet has seen it";
            }
        }
    }

    private static MeshSettings Here(MeshSettings settings, PodFiles files)
    {
        settings.Catalog = string.Join(',', settings.CatalogFiles.Select(files.Here));
        (settings.Data, settings.Keys) = (files.Here(settings.Data)!, files.Here(settings.Keys));
        (settings.TlsCert, settings.TlsKey) = (files.Here(settings.TlsCert), files.Here(settings.TlsKey));
        (settings.ClusterSecret, settings.ClusterCert) = (files.Here(settings.ClusterSecret), files.Here(settings.ClusterCert));
        (settings.ClusterKey, settings.ClusterCa) = (files.Here(settings.ClusterKey), files.Here(settings.ClusterCa));
        return settings;
    }

    // What can be reached from other machines.
    private static IEnumerable<(string Name, int Port)> Listened(MeshSettings settings) =>
    [
        .. settings.Addresses.Select(a => (a.Option[2..], DoorAddress.Parse(a.Address)!)).Where(a => !a.Item2.IsLoopback).Select(a => (a.Item1, a.Item2.Port)),
        .. new[] { ("silo", settings.Silo), ("gateway", settings.Gateway), ("relay", settings.Relay) }
            .Where(a => a.Item2 is not null)
            .Select(a => (a.Item1, int.Parse(a.Item2!.Split(':')[^1], System.Globalization.CultureInfo.InvariantCulture))),
    ];

    private static int? Convention(string name) =>
        s_conventions.TryGetValue(name, out var port) ? port : new MeshSettings().Addresses.Where(a => a.Option == "--" + name).Select(a => (int?)new Uri(a.Address).Port).SingleOrDefault();

    private static string Text(Dictionary<string, int> ports, string name) => ports.TryGetValue(name, out var port) ? $"{port}" : "none";
}
