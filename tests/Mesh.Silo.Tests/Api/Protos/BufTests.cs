using Mesh.Silo.Tests.Sdk;
using Mesh.Testing;
using Mesh.Testing.Programs;

namespace Mesh.Silo.Tests.Api.Protos;

public sealed class BufTests : IDisposable
{
    private readonly string _copy = Directory.CreateTempSubdirectory("mesh-buf-").FullName;

    private static string Protos { get; } = Path.Combine(TestData.Root, "protos");

    public void Dispose() => Directory.Delete(_copy, recursive: true);

    [NpmFact]
    public async Task Protos_Linted_AreClean() => Assert.Equal((0, ""), await BufAsync(Protos, "lint"));

    [NpmFact]
    public async Task Protos_Formatted_DoNotChange() => Assert.Equal((0, ""), await BufAsync(Protos, "format", "-d", "--exit-code"));

    [NpmFact]
    public async Task Protos_AgainstTheBaseline_BreakNobody() => Assert.Equal((0, ""), await BufAsync(Protos, "breaking", "--against", "meshsilo.v1.binpb"));

    [NpmFact]
    public async Task Protos_FieldRenumbered_AreFoundBreaking()
    {
        Copy();
        var file = Path.Combine(_copy, "meshsilo", "v1", "common.proto");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("int64 seq = 2", "int64 seq = 3", StringComparison.Ordinal));

        var (code, output) = await BufAsync(_copy, "breaking", "--against", "meshsilo.v1.binpb");

        Assert.NotEqual(0, code);
        Assert.Contains("\"seq\"", output, StringComparison.Ordinal);
    }

    [NpmFact]
    public async Task Protos_CommentLeftOut_AreFoundUncommented()
    {
        Copy();
        var file = Path.Combine(_copy, "meshsilo", "v1", "common.proto");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("  // Which attempt at an answer, from 1.\n", "", StringComparison.Ordinal));

        var (code, output) = await BufAsync(_copy, "lint");

        Assert.NotEqual(0, code);
        Assert.Contains("attempt", output, StringComparison.Ordinal);
    }

    private static Task<(int Code, string Output)> BufAsync(string folder, params string[] arguments) =>
        ExternalProgram.RunAsync(Path.Combine(NpmTools.Folder, "node_modules", ".bin", "buf"), arguments, folder);

    private void Copy()
    {
        foreach (var file in Directory.GetFiles(Protos, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(_copy, Path.GetRelativePath(Protos, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
