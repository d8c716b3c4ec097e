using Mesh.Contracts.Routing;

namespace Mesh.Grains.Learning;

/// <summary>A stored page of outcomes.</summary>
[GenerateSerializer, Alias("mesh.OutcomePage")]
public sealed class OutcomePage
{
    /// <summary>The outcomes, in the order in which they were said.</summary>
    [Id(0)] public List<RecordedOutcome> Outcomes { get; set; } = [];
}
