namespace Mesh.Contracts.Catalog;

/// <summary>A pointer to a secret: <c>env:NAME</c> or <c>file:PATH</c>.</summary>
/// <param name="Scheme">Where it is kept.</param>
/// <param name="Location">Variable name or file path.</param>
[GenerateSerializer, Immutable, Alias("mesh.SecretReference")]
public sealed record SecretReference([property: Id(0)] SecretScheme Scheme, [property: Id(1)] string Location)
{
    /// <summary>The form in which it is written in a catalogue.</summary>
    public override string ToString() => Scheme == SecretScheme.Environment ? $"env:{Location}" : $"file:{Location}";
}
