using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Kubernetes.Tests.Manifests;
using Mesh.Testing.Programs;

namespace Mesh.Kubernetes.Tests;

public sealed class BuildTests
{
    public static TheoryData<string> Builds => [.. Build.Names];

    [ProgramTheory("kubectl")]
    [MemberData(nameof(Builds))]
    public void Build_EveryObject_IsReadStrictly(string name)
    {
        var set = Build.Read(name);

        Assert.NotEmpty(set.Silos);
        Assert.All(set.Core.Cast<k8s.IKubernetesObject>(), o => Assert.NotNull(o.Kind));
    }

    [ProgramFact("kubectl")]
    public void Build_FieldThatDoesNotExist_IsRefused()
    {
        var text = Build.Text("dev").Replace("readOnlyRootFilesystem:", "readOnlyRootFileSystem:", StringComparison.Ordinal);

        Assert.Contains("readOnlyRootFileSystem", Assert.ThrowsAny<Exception>(() => ManifestSet.Read(text)).ToString(), StringComparison.Ordinal);
    }

    [ProgramFact("kubectl", Missing.Npm)]
    public async Task Build_EveryObject_FitsItsSchema()
    {
        var objects = Build.Names.SelectMany(n => YamlDocuments.Read(Build.Text(n)));

        var (code, output) = await NpmTools.RunAsync("manifests.mjs", [], JsonSerializer.Serialize(objects));

        Assert.Equal((0, ""), (code, output));
    }

    [ProgramFact("kubectl", Missing.Npm)]
    public async Task Build_WrongValuesAndUnknownFieldsOfOperatorsKinds_AreFound()
    {
        var objects = YamlDocuments.Read(Build.Text("gpu")).ToDictionary(o => $"{o["kind"]}/{o["metadata"]!["name"]}");
        objects["ScaledObject/meshsilo-worker"]["spec"]!["triggers"]![0]!["metadata"]!["threshold"] = 3;
        objects["ServiceMonitor/meshsilo"]["spec"]!["endpoints"]![0]!["schema"] = "https";
        objects["PrometheusRule/meshsilo"]["spec"]!["groups"]![0]!["rules"]![0]!["fro"] = "1m";
        objects["Certificate/meshsilo-cluster"]["spec"]!.AsObject().Remove("secretName");
        objects["Service/meshsilo"]["spec"]!["ports"]![0]!["port"] = JsonValue.Create("http");

        var (_, output) = await NpmTools.RunAsync("manifests.mjs", [], JsonSerializer.Serialize(objects.Values));

        Assert.All(["threshold must be string", "'\"schema\"' does not exist", "'\"fro\"' does not exist", "required property secretName", "Service/meshsilo: data/spec/ports/0/port must be integer"], fault => Assert.Contains(fault, output, StringComparison.Ordinal));
    }
}
