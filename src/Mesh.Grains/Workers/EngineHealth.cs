namespace Mesh.Grains.Workers;

/// <summary>What an engine said when it was asked how it is.</summary>
/// <param name="IsWell">Whether it can serve.</param>
/// <param name="IsLoading">Whether it will be well by itself, since it loads its model.</param>
/// <param name="Reason">Why it cannot, for operators; null when it can.</param>
internal sealed record EngineHealth(bool IsWell, bool IsLoading, string? Reason)
{
    /// <summary>It can serve.</summary>
    public static EngineHealth Well { get; } = new(true, false, null);

    /// <summary>It loads its model.</summary>
    public static EngineHealth Loading { get; } = new(false, true, "loads its model");

    /// <summary>What a status says.</summary>
    public static EngineHealth Of(EngineAnswer answer) => answer.Status < 500 ? Well : new EngineHealth(false, false, $"says it is not well (status {answer.Status})");
}
