using k8s.Models;
using Mesh.Kubernetes.Tests.Manifests;
using Mesh.Kubernetes.Tests.Rules;
using Mesh.Testing;
using Mesh.Testing.Programs;

namespace Mesh.Kubernetes.Tests;

/// <summary>k8s/secrets/generate.sh and what becomes of its files.</summary>
public sealed class SecretTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-secrets-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [ProgramFact("kubectl", "openssl", "bash")]
    public async Task Generate_Twice_MakesTheSecretsThatPodsReadAndKeepsThem()
    {
        var first = await GenerateAsync();
        var secrets = Secrets();
        var second = await GenerateAsync();

        Assert.Contains("mesh_", first, StringComparison.Ordinal);
        Assert.DoesNotContain("mesh_", second, StringComparison.Ordinal);
        Assert.Equal(PodSecrets.Made.ToDictionary(s => s.Key, s => string.Join(' ', s.Value.Order())), secrets.ToDictionary(s => s.Metadata.Name, s => string.Join(' ', s.Data.Keys.Order())));
        Assert.Equal(secrets.SelectMany(s => s.Data.Values), Secrets().SelectMany(s => s.Data.Values));
        Assert.DoesNotContain((byte)'\n', secrets.Single(s => s.Metadata.Name == "meshsilo-redis").Data["connection"]);
    }

    [Fact]
    public void Files_OfSecrets_AreNotKeptByGit() =>
        Assert.Contains("k8s/secrets/files/", File.ReadAllLines(Path.Combine(TestData.Root, ".gitignore")));

    [ProgramFact("shellcheck")]
    public async Task Generate_Script_PassesShellcheck()
    {
        var (code, output) = await ExternalProgram.RunAsync(ExternalProgram.Find("shellcheck")!, ["generate.sh"], Path.Combine(Build.Folder, "secrets"));

        Assert.True(code == 0, output);
    }

    private async Task<string> GenerateAsync()
    {
        var environment = new Dictionary<string, string> { ["MESH"] = $"dotnet {Path.Combine(AppContext.BaseDirectory, "mesh.dll")}" };
        var (code, output) = await ExternalProgram.RunAsync(ExternalProgram.Find("bash")!, [Path.Combine(Build.Folder, "secrets", "generate.sh"), Path.Combine(_folder, "files")], _folder, environment: environment);
        Assert.True(code == 0, output);
        return output;
    }

    private List<V1Secret> Secrets()
    {
        File.Copy(Path.Combine(Build.Folder, "secrets", "kustomization.yaml"), Path.Combine(_folder, "kustomization.yaml"), overwrite: true);
        return [.. ManifestSet.Read(Build.Kustomize(_folder)).All<V1Secret>()];
    }
}
