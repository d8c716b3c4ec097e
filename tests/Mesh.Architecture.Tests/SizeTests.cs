using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mesh.Architecture.Tests;

public sealed class SizeTests
{
    private const int MostLinesOfFile = 350;
    private const int MostLinesOfMethod = 60;

    [Fact]
    public void File_Lines_StayUnderTheBound() =>
        Assert.Empty(SourceTree.Files.Where(f => f.Lines > MostLinesOfFile).Select(f => $"{f.Path}: {f.Lines} lines"));

    [Fact]
    public void Method_Lines_StayUnderTheBound()
    {
        var tooLong = from file in SourceTree.Files
                      from method in file.Nodes<SyntaxNode>()
                      where method is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax
                      let lines = SourceFile.LinesOf(method)
                      where lines > MostLinesOfMethod
                      select $"{file.Path}: {NameOf(method)} has {lines} lines";

        Assert.Empty(tooLong);
    }

    // A closed family of records (an event and its kinds) is one idea and reads best in one place.
    [Fact]
    public void File_OfSource_HoldsOneTypeOrOneFamily() =>
        Assert.Empty(SourceTree.Under("src").Where(f => !IsOneIdea(f.TopLevelTypes().ToArray())).Select(f => f.Path));

    private static bool IsOneIdea(BaseTypeDeclarationSyntax[] types) =>
        types.Length <= 1 || types.Skip(1).All(t => t.BaseList?.Types.Any(b => b.Type.ToString() == types[0].Identifier.Text) == true);

    private static string NameOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax m => m.Identifier.Text,
        LocalFunctionStatementSyntax l => l.Identifier.Text,
        ConstructorDeclarationSyntax c => c.Identifier.Text,
        _ => node.Kind().ToString(),
    };
}
