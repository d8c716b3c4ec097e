using System.Security.Cryptography;
using System.Text;
using Mesh.Contracts.Catalog;

namespace Mesh.Grains.Catalog;

/// <summary>A text that the operator's files showed, by its place in the sequence of all. What the files are called on a silo is of no matter.</summary>
[GenerateSerializer, Alias("mesh.Sighting")]
public sealed class Sighting
{
    /// <summary>Its place, from 1.</summary>
    [Id(0)] public long Place { get; set; }

    /// <summary>SHA-256 of the texts, in hexadecimal.</summary>
    [Id(1)] public string Hash { get; set; } = "";

    /// <summary>The hash of some files.</summary>
    public static string HashOf(IReadOnlyList<CatalogFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            // Each text's own hash, lest two texts be taken for two others that make up the same whole.
            hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(file.Text)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
