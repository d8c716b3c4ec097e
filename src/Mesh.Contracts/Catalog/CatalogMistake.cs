namespace Mesh.Contracts.Catalog;

/// <summary>A mistake in a catalogue, in words that its author can act on.</summary>
/// <param name="File">File name.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
/// <param name="Field">Dotted path, such as <c>models.gpt-5.price.in</c>.</param>
/// <param name="Problem">What is wrong, with the offending value (never a secret's).</param>
/// <param name="Mend">What to write instead.</param>
[GenerateSerializer, Immutable, Alias("mesh.CatalogMistake")]
public sealed record CatalogMistake(
    [property: Id(0)] string File,
    [property: Id(1)] int Line,
    [property: Id(2)] int Column,
    [property: Id(3)] string Field,
    [property: Id(4)] string Problem,
    [property: Id(5)] string Mend)
{
    /// <summary>The one line in which it is shown everywhere.</summary>
    public override string ToString() => $"{File}:{Line}:{Column}: {Field}: {Problem} {Mend}";
}
