using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mesh.Architecture.Tests;

/// <summary>One C# file.</summary>
/// <param name="Path">Path from the repository's root, with slashes.</param>
/// <param name="Text">Its text.</param>
internal sealed record SourceFile(string Path, string Text)
{
    private readonly Lazy<SyntaxNode> _syntax = new(() => CSharpSyntaxTree.ParseText(Text).GetRoot());

    public int Lines { get; } = Text.AsSpan().Count('\n');

    public IEnumerable<T> Nodes<T>()
        where T : SyntaxNode => _syntax.Value.DescendantNodes().OfType<T>();

    /// <summary>Types that stand in no other type.</summary>
    public IEnumerable<BaseTypeDeclarationSyntax> TopLevelTypes() => Nodes<BaseTypeDeclarationSyntax>().Where(t => t.Parent is not TypeDeclarationSyntax);

    public static int LinesOf(SyntaxNode node)
    {
        var span = node.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }
}
