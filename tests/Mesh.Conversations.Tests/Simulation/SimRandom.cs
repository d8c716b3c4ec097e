namespace Mesh.Conversations.Tests.Simulation;

/// <summary>SplitMix64: the same seed gives the same choices on every machine and runtime.</summary>
internal sealed class SimRandom(ulong seed)
{
    private ulong _state = seed;

    public int Next(int below) => (int)(Draw() % (ulong)below);

    public bool Chance(int permille) => Next(1_000) < permille;

    public T Of<T>(params ReadOnlySpan<T> choices) => choices[Next(choices.Length)];

    private ulong Draw()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
