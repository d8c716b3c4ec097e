using Mesh.Contracts.Reviews;

namespace Mesh.Grains.Reviews;

/// <summary>A stored review.</summary>
[GenerateSerializer, Alias("mesh.ReviewRecord")]
public sealed class ReviewRecord
{
    /// <summary>What was handed over; null where nothing was.</summary>
    [Id(0)] public ReviewRequest? Request { get; set; }

    /// <summary>What has become of it; null likewise.</summary>
    [Id(1)] public ReviewStanding? Standing { get; set; }
}
