namespace Mesh.Grains.Workers.Measuring;

/// <summary>What a measured speed holds for. It cannot be carried over to another engine, model or accelerator.</summary>
/// <param name="Kind">The kind of engine.</param>
/// <param name="Version">Its version.</param>
/// <param name="Model">The model.</param>
/// <param name="Accelerator">The node's accelerators.</param>
internal sealed record MeasuredStack(string? Kind, string? Version, string Model, string? Accelerator);
