namespace Mesh.Grains.Learning;

/// <summary>What the list of pages knows of one.</summary>
[GenerateSerializer, Alias("mesh.OutcomePageNote")]
public sealed class OutcomePageNote
{
    /// <summary>Its number; they go up.</summary>
    [Id(0)] public long Number { get; set; }

    /// <summary>When its first outcome was said.</summary>
    [Id(1)] public DateTimeOffset Oldest { get; set; }

    /// <summary>About how many bytes it holds.</summary>
    [Id(2)] public long Bytes { get; set; }
}
