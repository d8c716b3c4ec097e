namespace Mesh.Client.Outcomes;

/// <summary>Where a token count comes from.</summary>
public enum MeshUsageSource
{
    /// <summary>Not said.</summary>
    Unknown,

    /// <summary>The vendor.</summary>
    Upstream,

    /// <summary>The model's tokenizer.</summary>
    Counted,

    /// <summary>The bytes.</summary>
    Estimated,
}
