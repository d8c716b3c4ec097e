namespace Mesh.Grains.Tests.Storage;

[GenerateSerializer, Alias("mesh.tests.CounterState")]
public sealed class CounterState
{
    [Id(0)] public long Value { get; set; }

    [Id(1)] public string Text { get; set; } = "";
}
