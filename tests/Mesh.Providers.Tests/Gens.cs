using CsCheck;

namespace Mesh.Providers.Tests;

/// <summary>Generators that several tests need.</summary>
internal static class Gens
{
    public static Gen<T> Of<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
