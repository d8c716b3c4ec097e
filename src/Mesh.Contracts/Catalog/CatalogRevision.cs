namespace Mesh.Contracts.Catalog;

/// <summary>One accepted state of the catalogue.</summary>
[GenerateSerializer, Immutable, Alias("mesh.CatalogRevision")]
public sealed record CatalogRevision
{
    /// <summary>Counts up from 1 in the life of a cluster; a rollback makes a new number too.</summary>
    [Id(0)] public required long Number { get; init; }

    /// <summary>Who proposed it, such as <c>file:catalog.yaml</c> or a key's name.</summary>
    [Id(1)] public required string Author { get; init; }

    /// <summary>When it was accepted.</summary>
    [Id(2)] public required DateTimeOffset Time { get; init; }

    /// <summary>The files as they were written.</summary>
    [Id(3)] public required IReadOnlyList<CatalogFile> Files { get; init; }

    /// <summary>What changed against the revision before it, one line an entry: <c>+ models/gpt-5</c>.</summary>
    [Id(4)] public required IReadOnlyList<string> Diff { get; init; }

    /// <summary>The checked content.</summary>
    [Id(5)] public required CatalogDocument Document { get; init; }
}

/// <summary>One catalogue file.</summary>
/// <param name="Name">Path as it appears in messages.</param>
/// <param name="Text">YAML.</param>
[GenerateSerializer, Immutable, Alias("mesh.CatalogFile")]
public sealed record CatalogFile([property: Id(0)] string Name, [property: Id(1)] string Text);

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
