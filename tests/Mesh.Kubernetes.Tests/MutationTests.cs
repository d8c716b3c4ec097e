using System.Text.Json.Nodes;
using k8s.Models;
using Mesh.Kubernetes.Tests.Manifests;
using Mesh.Kubernetes.Tests.Rules;

namespace Mesh.Kubernetes.Tests;

/// <summary>Each rule is shown manifests with one mistake, and names it.</summary>
public sealed class MutationTests
{
    private static readonly (string Rule, string Build, string Says, Action<ManifestSet> Change)[] s_mutations =
    [
        ("Probes", "gpu", "vllm has no liveness probe", s => Engine(s).LivenessProbe = null),
        ("Probes", "dev", "silo has no startup probe", s => Edge(s).StartupProbe = null),
        ("Resources", "dev", "lacks requests of cpu and memory", s => Edge(s).Resources.Requests.Remove("cpu")),
        ("Resources", "dev", "a limit of memory", s => Edge(s).Resources.Limits = null),
        ("Resources", "dev", "more memory than its limit", s => Edge(s).Resources.Limits["memory"] = new ResourceQuantity("100Mi")),
        ("Resources", "dev", "processor limit", s => Edge(s).Resources.Limits["cpu"] = new ResourceQuantity("1")),
        ("Security", "dev", "runAsNonRoot", s => EdgePod(s).SecurityContext.RunAsNonRoot = null),
        ("Security", "dev", "seccomp", s => EdgePod(s).SecurityContext.SeccompProfile = null),
        ("Security", "dev", "another user than the image's", s => EdgePod(s).SecurityContext.RunAsUser = 1000),
        ("Security", "dev", "shares something with its host", s => EdgePod(s).HostNetwork = true),
        ("Security", "dev", "redis may change its root", s => s.Workload("meshsilo-redis").Pod.Containers[0].SecurityContext.ReadOnlyRootFilesystem = false),
        ("Security", "gpu", "vllm may change its root", s => Engine(s).SecurityContext.Capabilities.Add = ["SYS_ADMIN"]),
        ("Identity", "dev", "may get a token", s => EdgePod(s).AutomountServiceAccountToken = null),
        ("Identity", "dev", "may get a token", s => EdgePod(s).ServiceAccountName = "other"),
        ("Identity", "dev", "variables of other services", s => EdgePod(s).EnableServiceLinks = null),
        ("Images", "dev", "has no version", s => Edge(s).Image = "registry.example.com:5000/meshsilo"),
        ("Images", "dev", "has no version", s => Edge(s).Image = "meshsilo:latest"),
        ("Mounts", "dev", "mounts 'none', which is no volume", s => Edge(s).VolumeMounts.Add(new V1VolumeMount { Name = "none", MountPath = "/none" })),
        ("Mounts", "dev", "a volume 'spare' that nobody mounts", s => EdgePod(s).Volumes.Add(new V1Volume { Name = "spare", EmptyDir = new() { SizeLimit = new ResourceQuantity("1Mi") } })),
        ("Mounts", "dev", "by subPath", s => Edge(s).VolumeMounts.First(m => m.Name == "catalog").SubPath = "catalog.yaml"),
        ("Mounts", "dev", "'tmp' has no sizeLimit", s => EdgePod(s).Volumes.First(v => v.Name == "tmp").EmptyDir.SizeLimit = null),
        ("References", "dev", "ConfigMap 'other'", s => EdgePod(s).Volumes.First(v => v.Name == "catalog").ConfigMap.Name = "other"),
        ("References", "dev", "Secret 'other'", s => EdgePod(s).Volumes.First(v => v.Name == "keys").Secret.SecretName = "other"),
        ("References", "dev", "reads 'url' of Secret 'meshsilo-redis'", s => Edge(s).Env.First(e => e.Name == "MESH_REDIS").ValueFrom.SecretKeyRef.Key = "url"),
        ("Workloads", "dev", "does not select its own pods", s => s.Workload("meshsilo-edge").Labels["app.kubernetes.io/component"] = "other"),
        ("Workloads", "gpu", "selects the pods of Deployment/meshsilo-worker", s => s.Workload("meshsilo-edge").Selector.Remove("app.kubernetes.io/component")),
        ("Services", "dev", "Service/meshsilo selects nobody", s => Service(s, "meshsilo").Spec.Selector["app.kubernetes.io/component"] = "egde"),
        ("Services", "dev", "has no port 'htpp'", s => Service(s, "meshsilo").Spec.Ports[0].TargetPort = "htpp"),
        ("Services", "dev", "there is no Service 'other'", s => s.All<V1StatefulSet>().Single().Spec.ServiceName = "other"),
        ("Disruption", "dev", "must select one workload", s => Budget(s).Spec.Selector.MatchLabels["app.kubernetes.io/component"] = "other"),
        ("Disruption", "dev", "has no PodDisruptionBudget", s => Budget(s).Spec.Selector.MatchLabels["app.kubernetes.io/component"] = "other"),
        ("Disruption", "dev", "AlwaysAllow", s => Budget(s).Spec.UnhealthyPodEvictionPolicy = null),
        ("Spread", "dev", "labels that it does not have", s => EdgePod(s).TopologySpreadConstraints[0].LabelSelector.MatchLabels["app.kubernetes.io/component"] = "other"),
        ("Spread", "dev", "not spread over machines", s => EdgePod(s).TopologySpreadConstraints[0].NodeTaintsPolicy = null),
        ("Scalers", "prod", "Deployment/other, which is not there", s => s.All<V2HorizontalPodAutoscaler>().Single().Spec.ScaleTargetRef.Name = "other"),
        ("Scalers", "gpu", "StatefulSet/meshsilo-worker, which is not there", s => s.OfKind("ScaledObject").Single().Spec["scaleTargetRef"]!["kind"] = "StatefulSet"),
        ("Scalers", "dev", "would undo every scaling", s => s.Add(new V2HorizontalPodAutoscaler { Metadata = new() { Name = "extra" }, Spec = new() { ScaleTargetRef = new() { Kind = "Deployment", Name = "meshsilo-edge" } } })),
        ("Default", "dev", "no policy that denies everything", s => Policy(s, "default-deny").Spec.PolicyTypes = ["Ingress"]),
        ("Policies", "dev", "NetworkPolicy/callers selects nobody", s => Policy(s, "callers").Spec.PodSelector.MatchLabels["app.kubernetes.io/component"] = "other"),
        ("Policies", "dev", "pods that are not there", s => Policy(s, "redis").Spec.Ingress[0].FromProperty[0].PodSelector.MatchLabels["app.kubernetes.io/name"] = "other"),
        ("Policies", "dev", "opens port 9999", s => Policy(s, "callers").Spec.Ingress[0].Ports[0].Port = 9999),
        ("Exposure", "dev", "port 'silo' is open to everybody", s => Policy(s, "silos").Spec.Ingress[0].FromProperty = null),
        ("Exposure", "gpu", "port 'relay' is open to meshsilo-callers=allowed", s => Policy(s, "silos").Spec.Ingress[0].FromProperty[0] = Policy(s, "callers").Spec.Ingress[0].FromProperty[0]),
        ("Exposure", "dev", "port 'http' is open to 0.0.0.0/0", s => Policy(s, "callers").Spec.Ingress[0].FromProperty[0] = new V1NetworkPolicyPeer { IpBlock = new() { Cidr = "0.0.0.0/0" } }),
        ("Exposure", "dev", "port 'admin' is open to", s => Policy(s, "callers").Spec.Ingress[0].Ports[0].Port = 8092),
        ("Exposure", "dev", "nobody may reach port 'grpc'", s => Policy(s, "callers").Spec.Ingress[0].Ports.RemoveAt(1)),
        ("Egress", "dev", "cannot reach port 53", s => Policy(s, "dns").Spec.PodSelector.MatchLabels = new Dictionary<string, string> { ["a"] = "b" }),
        ("Egress", "dev", "metadata address", s => Policy(s, "vendors").Spec.Egress[0].To[0].IpBlock.Except.Remove("169.254.0.0/16")),
        ("Egress", "dev", "may reach anybody", s => Policy(s, "vendors").Spec.Egress[0].Ports = null),
        ("Start", "dev", "MESH_DRIAN is no setting", s => Edge(s).Env.Add(new V1EnvVar { Name = "MESH_DRIAN", Value = "1" })),
        ("Start", "dev", "would speak plain text", s => s.Settings.Remove("MESH_INSECURE")),
        ("Start", "dev", "the mesh has no keys", s => s.Settings["MESH_KEYS"] = "/etc/mesh/keys/none.yaml"),
        ("Start", "prod", "needs both", s => s.Settings.Remove("MESH_TLS_KEY")),
        ("Start", "dev", "there is no file", s => s.Settings["MESH_CATALOG"] = "/etc/mesh/catalog/none.yaml"),
        ("Start", "dev", "is not a known field", s => s.All<V1ConfigMap>().Single(c => c.Metadata.Name == "meshsilo-catalog").Data["catalog.yaml"] += "modells: {}\n"),
        ("Roles", "dev", "has the role 'worker'", s => Variable(s, "MESH_ROLE", "worker")),
        ("Roles", "gpu", "no engines or no relay", s => s.Workload("meshsilo-worker").Silo!.Env.Remove(s.Workload("meshsilo-worker").Silo!.Env.Single(e => e.Name == "MESH_RELAY"))),
        ("Roles", "dev", "is not the pod's own address", s => Variable(s, "MESH_SILO", "0.0.0.0:11111")),
        ("Ports", "dev", "port 'silo' is 11111 in the pod and 11112", s => Variable(s, "MESH_SILO", "$(POD_IP):11112")),
        ("Ports", "dev", "port 'http' is 8090 in the pod and none", s => Variable(s, "MESH_HTTP", "http://127.0.0.1:8090")),
        ("Ports", "dev", "is 9090 and not 8091", s => { Variable(s, "MESH_GRPC", "http://*:9090"); Edge(s).Ports.Single(p => p.Name == "grpc").ContainerPort = 9090; }),
        ("Health", "dev", "does not ask HTTP /health/ready", s => Edge(s).ReadinessProbe.HttpGet.Scheme = "HTTPS"),
        ("Health", "dev", "does not ask HTTP /health/live", s => Edge(s).LivenessProbe.HttpGet.Path = "/health/ready"),
        ("Health", "gpu", "does not ask HTTPS /health/live", s => s.Workload("meshsilo-worker").Silo!.StartupProbe.HttpGet.Path = "/health/ready"),
        ("Grace", "dev", "drain-notice + drain < shutdown", s => Variable(s, "MESH_DRAIN", "75")),
        ("Grace", "dev", "is more than terminationGracePeriodSeconds", s => EdgePod(s).TerminationGracePeriodSeconds = 89),
        ("Grace", "dev", "no preStop sleep", s => Edge(s).Lifecycle = null),
        ("Grace", "dev", "ends before the kubelet has seen it", s => Edge(s).ReadinessProbe.PeriodSeconds = 10),
        ("Monitors", "prod", "does not find every silo once", s => Service(s, "meshsilo-admin").Spec.Selector["app.kubernetes.io/component"] = "worker"),
        ("Monitors", "prod", "no port 'admin' speaks http", s => Scraped(s)["scheme"] = "http"),
        ("Monitors", "prod", "hides the mesh's", s => Scraped(s).AsObject().Remove("relabelings")),
        ("DoorCertificates", "prod", "lacks the name meshsilo-grpc.meshsilo.svc", s => Certificate(s, "meshsilo-tls")["dnsNames"] = new JsonArray("meshsilo.meshsilo.svc", "meshsilo-admin.meshsilo.svc")),
        ("DoorCertificates", "prod", "lacks the name other.svc", s => Scraped(s)["tlsConfig"]!["serverName"] = "other.svc"),
        ("SiloCertificates", "prod", "must have the name mesh-silo", s => Certificate(s, "meshsilo-cluster")["dnsNames"] = new JsonArray("silo")),
        ("SiloCertificates", "prod", "both ends", s => Certificate(s, "meshsilo-cluster")["usages"] = new JsonArray("server auth")),
        ("SiloCertificates", "prod", "each of them would be a silo", s => Certificate(s, "meshsilo-tls")["issuerRef"]!["name"] = "meshsilo-cluster"),
    ];

    public static TheoryData<int, string> Cases
    {
        get
        {
            var cases = new TheoryData<int, string>();
            for (var i = 0; i < s_mutations.Length; i++)
            {
                cases.Add(i, $"{s_mutations[i].Rule}: {s_mutations[i].Says}");
            }

            return cases;
        }
    }

    [ProgramTheory("kubectl")]
    [MemberData(nameof(Cases))]
    public void Rule_OneMistake_IsNamed(int index, string name)
    {
        var (rule, build, says, change) = s_mutations[index];
        var set = Build.Read(build);
        change(set);

        Assert.True(ManifestRules.All[rule](set).Any(f => f.Contains(says, StringComparison.Ordinal)), $"{name} was not found, but: {string.Join("; ", ManifestRules.All[rule](set))}");
    }

    [Fact]
    public void Rules_All_HaveAMutation() => Assert.Empty(ManifestRules.All.Keys.Except(s_mutations.Select(m => m.Rule)));

    private static V1PodSpec EdgePod(ManifestSet set) => set.Workload("meshsilo-edge").Pod;

    private static V1Container Edge(ManifestSet set) => set.Workload("meshsilo-edge").Silo!;

    private static V1Container Engine(ManifestSet set) => set.Workload("meshsilo-worker").Pod.InitContainers.Single();

    private static V1Service Service(ManifestSet set, string name) => set.All<V1Service>().Single(s => s.Metadata.Name == name);

    private static V1NetworkPolicy Policy(ManifestSet set, string name) => set.Policies.Single(p => p.Metadata.Name == name);

    private static V1PodDisruptionBudget Budget(ManifestSet set) => set.All<V1PodDisruptionBudget>().Single(b => b.Metadata.Name == "meshsilo-edge");

    private static JsonNode Certificate(ManifestSet set, string name) => set.OfKind("Certificate").Single(c => c.Name == name).Spec;

    private static JsonNode Scraped(ManifestSet set) => set.OfKind("ServiceMonitor").Single().Spec["endpoints"]![0]!;

    private static void Variable(ManifestSet set, string name, string value) => Edge(set).Env.Single(e => e.Name == name).Value = value;
}
