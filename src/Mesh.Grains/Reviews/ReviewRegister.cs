namespace Mesh.Grains.Reviews;

/// <summary>The stored tenants that have reviews.</summary>
[GenerateSerializer, Alias("mesh.ReviewRegister")]
public sealed class ReviewRegister
{
    /// <summary>Their names.</summary>
    [Id(0)] public List<string> Tenants { get; set; } = [];
}
