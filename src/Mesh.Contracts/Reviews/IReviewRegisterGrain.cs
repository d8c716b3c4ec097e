namespace Mesh.Contracts.Reviews;

/// <summary>Which tenants have reviews, so that those whose time is over are found after a restart. One for the cluster; not on any request's way.</summary>
[Alias("mesh.IReviewRegisterGrain")]
public interface IReviewRegisterGrain : IGrainWithIntegerKey
{
    /// <summary>Its key.</summary>
    public const long Key = 0;

    /// <summary>Most tenants that are known. Reviews of further ones end only when somebody asks for them.</summary>
    public const int MostTenants = 10_000;

    /// <summary>A tenant has reviews.</summary>
    [Alias("Note")]
    Task NoteAsync(string tenant);

    /// <summary>The tenants, for whoever begins a round now; null where another silo has begun one within the pause.</summary>
    /// <param name="pause">Time from one round to the next.</param>
    [Alias("Begin")]
    Task<IReadOnlyList<string>?> BeginRoundAsync(TimeSpan pause);
}
