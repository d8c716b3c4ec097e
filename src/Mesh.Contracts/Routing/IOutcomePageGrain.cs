namespace Mesh.Contracts.Routing;

/// <summary>One page of recorded outcomes; its key is its number.</summary>
[Alias("mesh.IOutcomePageGrain")]
public interface IOutcomePageGrain : IGrainWithIntegerKey
{
    /// <summary>Adds outcomes; they are stored when this returns.</summary>
    [Alias("Append")]
    Task AppendAsync(IReadOnlyList<RecordedOutcome> outcomes);

    /// <summary>All of it.</summary>
    [Alias("Read")]
    Task<IReadOnlyList<RecordedOutcome>> ReadAsync();

    /// <summary>Takes away what was recorded before a time; gives how many are left.</summary>
    [Alias("Forget")]
    Task<int> ForgetAsync(DateTimeOffset before);
}
