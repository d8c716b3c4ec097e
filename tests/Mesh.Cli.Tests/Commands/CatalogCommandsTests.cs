using System.Text.Json.Nodes;
using Mesh.Catalog.Reading;
using Mesh.Contracts.Catalog;

namespace Mesh.Cli.Tests.Commands;

public sealed class CatalogCommandsTests : IDisposable
{
    private const string Bad = """
        providers:
          fake: { kind: openai-compatible, baseURL: "http://127.0.0.1:1/v1" }
        models:
          m: { capabilities: [text, smell] }
        endpoints:
          e: { provider: fake, model: n }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Check_Mistakes_AreToldInTheWordsOfTheReader()
    {
        var path = _folder.File("bad.yaml", Bad);
        var expected = CatalogReader.Read([new CatalogFile(path, Bad)]).Mistakes.Select(m => m.ToString()).ToArray();

        var result = await new Cli().RunAsync("catalog", "check", path);

        Assert.Equal((1, ""), (result.Code, result.Output));
        Assert.True(expected.Length >= 3, "the file was meant to hold several mistakes");
        Assert.Equal(expected, result.ErrorLines);
    }

    [Fact]
    public async Task Check_Mistakes_AreTheMeshsOwnWordsAtTheAdminDoor()
    {
        await using var mesh = await CliMesh.StartAsync();
        var path = _folder.File("bad.yaml", Bad);

        var check = await new Cli().RunAsync("catalog", "check", path);
        var apply = await mesh.RunAsync("catalog", "apply", path);

        Assert.Equal((1, check.Error), (apply.Code, apply.Error));
    }

    [Fact]
    public async Task Check_Good_SaysWhatItHoldsInALine()
    {
        var path = _folder.File("good.yaml", CliMesh.Catalog("http://127.0.0.1:1/v1"));

        var result = await new Cli().RunAsync("catalog", "check", path);

        Assert.Equal((0, $"{path}: good. 1 provider, 1 model, 1 endpoint, 1 route.\n"), (result.Code, result.Output));
    }

    [Fact]
    public async Task Check_Json_HasEveryPartOfAMistake()
    {
        var json = JsonNode.Parse((await new Cli().RunAsync("catalog", "check", _folder.File("bad.yaml", Bad), "--output", "json")).Output)!;

        Assert.False(json["good"]!.GetValue<bool>());
        Assert.Contains(json["mistakes"]!.AsArray(), m => m!["field"]!.GetValue<string>() == "providers.fake.baseURL" && m["line"]!.GetValue<int>() == 2);
    }

    [Fact]
    public async Task Check_NoSuchFile_IsTold()
    {
        var result = await new Cli().RunAsync("catalog", "check", _folder.File("missing.yaml"));

        Assert.Equal(1, result.Code);
        Assert.Contains("missing.yaml", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_AppliedListedAndRolledBack_Runs()
    {
        await using var mesh = await CliMesh.StartAsync();
        var wider = _folder.File("wider.yaml", CliMesh.Catalog(mesh.Upstream.Url, "m: { capabilities: [text, tools], context: 1000, price: { in: 1, out: 2 } }\n  extra: { capabilities: [text] }"));

        var diff = await mesh.RunAsync("catalog", "diff", wider);
        var apply = await mesh.RunAsync("catalog", "apply", wider, "--author", "ada");
        var same = await mesh.RunAsync("catalog", "diff", wider);
        await mesh.ModelsAsync(2);
        var back = await mesh.RunAsync("catalog", "rollback", "1", "--author", "bob");
        var history = await mesh.RunAsync("catalog", "history");

        Assert.Equal(["Against revision 1:", "+ models/extra"], diff.OutputLines);
        Assert.Equal(["Revision 2 by loopback \"ada\" runs.", "+ models/extra"], apply.OutputLines);
        Assert.Equal("Nothing would change against revision 2.", same.Output.Trim());
        Assert.Equal(["Revision 3 by loopback \"bob\" (rollback to 1) runs.", "- models/extra"], back.OutputLines);
        Assert.Equal(["3", "2", "1"], history.OutputLines[1..].Select(l => l.Split(' ')[0]));
    }

    [Fact]
    public async Task RollBack_NoSuchRevision_IsRefused()
    {
        await using var mesh = await CliMesh.StartAsync();

        var result = await mesh.RunAsync("catalog", "rollback", "99");

        Assert.Equal(1, result.Code);
        Assert.Contains("99", result.Error, StringComparison.Ordinal);
    }
}
