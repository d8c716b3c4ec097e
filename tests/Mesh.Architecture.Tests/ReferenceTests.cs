using System.Xml.Linq;

namespace Mesh.Architecture.Tests;

public sealed class ReferenceTests
{
    // Each project of src with all that it may reference. A new project must be put in its place here first.
    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        ["Mesh.Contracts"] = [],
        ["Mesh.Protos"] = [],
        ["Mesh.Trust"] = [],
        ["Mesh.Routing"] = ["Mesh.Contracts"],
        ["Mesh.Training"] = ["Mesh.Routing", "Mesh.Strategies"],
        ["Mesh.Prompts"] = ["Mesh.Contracts"],
        ["Mesh.Catalog"] = ["Mesh.Prompts", "Mesh.Contracts"],
        ["Mesh.Keys"] = ["Mesh.Contracts"],
        ["Mesh.Providers"] = ["Mesh.Contracts", "Mesh.Trust"],
        ["Mesh.Strategies"] = ["Mesh.Routing", "Mesh.Prompts", "Mesh.Contracts"],
        ["Mesh.Conversations"] = ["Mesh.Contracts"],
        ["Mesh.Grains"] = ["Mesh.Conversations", "Mesh.Strategies", "Mesh.Routing", "Mesh.Prompts", "Mesh.Providers", "Mesh.Catalog", "Mesh.Contracts", "Mesh.Trust"],
        ["Mesh.Silo"] = ["Mesh.Grains", "Mesh.Keys", "Mesh.Protos", "Mesh.Trust"],
        ["Mesh.Client"] = ["Mesh.Protos"],
        ["Mesh.Client.Orleans"] = ["Mesh.Contracts", "Mesh.Trust"],
        ["Mesh.Cli"] = ["Mesh.Client", "Mesh.Catalog", "Mesh.Keys", "Mesh.Training"],
    };

    // What a room must not know of, by the first words of a namespace.
    private static readonly (string Room, string[] Forbidden)[] s_unseen =
    [
        ("src/Mesh.Contracts", ["Orleans.Runtime", "Microsoft.Extensions.AI", "MeshSilo.V1", "System.Net", "Microsoft.AspNetCore", "Grpc"]),
        ("src/Mesh.Routing", ["Orleans", "System.Net", "System.IO", "Microsoft.Extensions", "MeshSilo.V1"]),
        ("src/Mesh.Prompts", ["Orleans", "System.Net", "Microsoft.Extensions", "MeshSilo.V1"]),
        ("src/Mesh.Strategies", ["Orleans", "System.Net", "System.IO", "MeshSilo.V1", "Google", "Grpc", "Microsoft.AspNetCore"]),
        ("src/Mesh.Providers", ["Orleans", "MeshSilo.V1", "Grpc", "Microsoft.AspNetCore"]),
        ("src/Mesh.Conversations", ["Orleans.Runtime", "System.Net", "System.IO", "Microsoft.Extensions", "MeshSilo.V1"]),
        ("src/Mesh.Trust", ["Orleans", "Mesh.Contracts", "Microsoft.AspNetCore.Http"]),
        ("src/Mesh.Catalog", ["Orleans", "MeshSilo.V1", "Microsoft.AspNetCore"]),
        ("src/Mesh.Grains", ["MeshSilo.V1", "Grpc", "Microsoft.AspNetCore", "Microsoft.Extensions.AI"]),
        ("src/Mesh.Silo", ["Microsoft.Extensions.AI"]),
        ("src/Mesh.Client", ["Orleans", "Mesh.Contracts"]),
    ];

    public static TheoryData<string> Projects => [.. SourceTree.Projects("src").Select(p => Path.GetFileNameWithoutExtension(p)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_References_PointOneWay(string project)
    {
        Assert.True(s_allowed.TryGetValue(project, out var allowed), $"{project} has no place in the order of references.");
        var file = SourceTree.Projects("src").Single(p => Path.GetFileNameWithoutExtension(p) == project);
        var references = XDocument.Load(file).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value));

        Assert.Empty(references.Except(allowed));
    }

    [Fact]
    public void Project_OfSource_ReferencesNoTestOrBench() =>
        Assert.DoesNotContain(SourceTree.Projects("src"), p => File.ReadAllText(p) is var text && (text.Contains("/tests/", StringComparison.Ordinal) || text.Contains("/bench/", StringComparison.Ordinal)));

    [Fact]
    public void Room_Namespaces_StayOutOfWhatItMustNotKnow()
    {
        var seen = from rule in s_unseen
                   from file in SourceTree.Under(rule.Room)
                   from name in UsedNamespaces(file)
                   from forbidden in rule.Forbidden
                   where name == forbidden || name.StartsWith(forbidden + ".", StringComparison.Ordinal)
                   select $"{file.Path} uses {name}";

        Assert.Empty(seen.Distinct());
    }

    [Theory]
    [InlineData("Microsoft.Orleans.Server", "src/Mesh.Grains")]
    [InlineData("Microsoft.Orleans.Persistence.Redis", "src/Mesh.Grains")]
    [InlineData("Microsoft.Orleans.Client", "src/Mesh.Client.Orleans")]
    [InlineData("Microsoft.Orleans.TestingHost", "tests/Mesh.Grains.Tests")]
    [InlineData("Grpc.AspNetCore", "src/Mesh.Silo")]
    [InlineData("Microsoft.Extensions.AI", "src/Mesh.Providers")]
    [InlineData("ModelContextProtocol.Core", "src/Mesh.Providers")]
    [InlineData("OpenTelemetry.Exporter.Prometheus.AspNetCore", "src/Mesh.Silo")]
    public void Package_ThatAPartRestsOn_IsReferencedWhereItIsUsed(string package, string room) =>
        Assert.Contains(
            SourceTree.Projects(room).SelectMany(p => XDocument.Load(p).Descendants("PackageReference")),
            r => r.Attribute("Include")!.Value == package);

    [Fact]
    public void LockFiles_OfAllProjects_AreThereAndNameNoHost()
    {
        foreach (var project in SourceTree.AllProjects())
        {
            var file = Path.Combine(Path.GetDirectoryName(project)!, "packages.lock.json");
            Assert.True(File.Exists(file), $"{file} is missing.");
            Assert.DoesNotContain("://", File.ReadAllText(file), StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> UsedNamespaces(SourceFile file) => file
        .Nodes<Microsoft.CodeAnalysis.CSharp.Syntax.UsingDirectiveSyntax>()
        .Select(u => (u.Name?.ToString() ?? "").Replace("global::", "", StringComparison.Ordinal));
}
