using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mesh.Architecture.Tests;

public sealed class NameTests
{
    private static readonly string[] s_empty = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Common"];

    [Fact]
    public void Type_Name_SaysWhatItIs() =>
        Assert.Empty(from file in SourceTree.Files
                     from type in file.Nodes<BaseTypeDeclarationSyntax>()
                     where s_empty.Any(e => type.Identifier.Text.EndsWith(e, StringComparison.Ordinal))
                     select $"{file.Path}: {type.Identifier.Text}");

    [Fact]
    public void File_OfSource_HasTheNameOfItsType() =>
        Assert.Empty(from file in SourceTree.Under("src")
                     let first = file.TopLevelTypes().FirstOrDefault()
                     where first is not null && Path.GetFileNameWithoutExtension(file.Path) != first.Identifier.Text
                     select $"{file.Path}: {first.Identifier.Text}");

    [Fact]
    public void Namespace_OfSource_FollowsItsFolder() =>
        Assert.Empty(from file in SourceTree.Under("src")
                     from space in file.Nodes<BaseNamespaceDeclarationSyntax>()
                     let folder = Path.GetDirectoryName(file.Path["src/".Length..])!.Replace('/', '.').Replace('\\', '.')
                     where space.Name.ToString() != folder
                     select $"{file.Path}: {space.Name}");

    [Fact]
    public void Placeholder_InAnyFile_IsNotLeft()
    {
        // Put together here, so that this file is not found itself.
        string[] words = ["NotImplemented" + "Exception", "TO" + "DO", "FIX" + "ME", "HA" + "CK"];

        Assert.Empty(SourceTree.Files.Where(f => words.Any(w => f.Text.Contains(w, StringComparison.Ordinal))).Select(f => f.Path));
    }
}
