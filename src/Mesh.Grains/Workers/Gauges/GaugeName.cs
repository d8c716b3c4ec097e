namespace Mesh.Grains.Workers.Gauges;

/// <summary>A name under which an engine tells something.</summary>
/// <param name="Name">The sample's name.</param>
/// <param name="Meaning">What it tells.</param>
/// <param name="Largest">Whether the largest of several samples counts, instead of their sum.</param>
/// <param name="Labels">Labels whose product is the value, where it does not stand in the sample's own; null where it does.</param>
internal sealed record GaugeName(string Name, GaugeMeaning Meaning, bool Largest = false, string[]? Labels = null);
