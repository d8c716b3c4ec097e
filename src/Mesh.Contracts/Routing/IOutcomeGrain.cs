namespace Mesh.Contracts.Routing;

/// <summary>Keeps recorded outcomes for the whole cluster, in pages. One; not on any request's way.</summary>
[Alias("mesh.IOutcomeGrain")]
public interface IOutcomeGrain : IGrainWithIntegerKey
{
    /// <summary>Its key.</summary>
    public const long Key = 0;

    /// <summary>Keeps an outcome; false when too many wait to be written. Those of the last seconds before a crash are lost.</summary>
    [Alias("Record")]
    Task<bool> RecordAsync(RecordedOutcome outcome);

    /// <summary>The pages that there are, the oldest first, with all that was recorded until now.</summary>
    [Alias("Pages")]
    Task<IReadOnlyList<long>> PagesAsync();

    /// <summary>Takes away what was recorded before a time.</summary>
    [Alias("Forget")]
    Task ForgetAsync(DateTimeOffset before);
}
