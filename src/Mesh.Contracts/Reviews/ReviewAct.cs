namespace Mesh.Contracts.Reviews;

/// <summary>How a review ended, by whom and when. It holds no content, and outlives the review.</summary>
/// <param name="Review">The review's id.</param>
/// <param name="Queue">Its queue.</param>
/// <param name="State">How it ended.</param>
/// <param name="At">When.</param>
/// <param name="By">The id of the key by which it ended; empty where its time was over.</param>
/// <param name="Model">The model that answered; null where none did.</param>
[GenerateSerializer, Immutable, Alias("mesh.ReviewAct")]
public sealed record ReviewAct(
    [property: Id(0)] string Review,
    [property: Id(1)] string Queue,
    [property: Id(2)] ReviewState State,
    [property: Id(3)] DateTimeOffset At,
    [property: Id(4)] string By,
    [property: Id(5)] string? Model);
