using Mesh.Kubernetes.Tests.Manifests;

namespace Mesh.Kubernetes.Tests.Rules;

/// <summary>Every rule by its name. A rule tells what is wrong in words; nothing when all is well.</summary>
internal static class ManifestRules
{
    public static IReadOnlyDictionary<string, Func<ManifestSet, IEnumerable<string>>> All { get; } = new Dictionary<string, Func<ManifestSet, IEnumerable<string>>>
    {
        [nameof(ContainerRules.Probes)] = ContainerRules.Probes,
        [nameof(ContainerRules.Resources)] = ContainerRules.Resources,
        [nameof(ContainerRules.Security)] = ContainerRules.Security,
        [nameof(ContainerRules.Identity)] = ContainerRules.Identity,
        [nameof(ContainerRules.Images)] = ContainerRules.Images,
        [nameof(VolumeRules.Mounts)] = VolumeRules.Mounts,
        [nameof(VolumeRules.References)] = VolumeRules.References,
        [nameof(SelectorRules.Workloads)] = SelectorRules.Workloads,
        [nameof(SelectorRules.Services)] = SelectorRules.Services,
        [nameof(SelectorRules.Disruption)] = SelectorRules.Disruption,
        [nameof(SelectorRules.Spread)] = SelectorRules.Spread,
        [nameof(SelectorRules.Scalers)] = SelectorRules.Scalers,
        [nameof(NetworkRules.Default)] = NetworkRules.Default,
        [nameof(NetworkRules.Policies)] = NetworkRules.Policies,
        [nameof(NetworkRules.Exposure)] = NetworkRules.Exposure,
        [nameof(NetworkRules.Egress)] = NetworkRules.Egress,
        [nameof(SettingRules.Start)] = SettingRules.Start,
        [nameof(SettingRules.Roles)] = SettingRules.Roles,
        [nameof(SettingRules.Ports)] = SettingRules.Ports,
        [nameof(SettingRules.Health)] = SettingRules.Health,
        [nameof(SettingRules.Grace)] = SettingRules.Grace,
        [nameof(MonitoringRules.Monitors)] = MonitoringRules.Monitors,
        ["DoorCertificates"] = CertificateRules.Doors,
        ["SiloCertificates"] = CertificateRules.Silos,
    };
}
