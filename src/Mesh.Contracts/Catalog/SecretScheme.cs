namespace Mesh.Contracts.Catalog;

/// <summary>Where a secret is kept.</summary>
public enum SecretScheme
{
    /// <summary>An environment variable of the silo.</summary>
    Environment,

    /// <summary>A file that the silo can read; its last line break is dropped.</summary>
    File,
}
