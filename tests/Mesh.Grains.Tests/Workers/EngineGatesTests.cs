using Mesh.Grains.Workers;

namespace Mesh.Grains.Tests.Workers;

public sealed class EngineGatesTests
{
    private readonly EngineGates _gates = new();

    [Fact]
    public void Places_Taken_AreRefusedUntilOneComesBackOnce()
    {
        var (first, second) = (_gates.TryEnter("vllm", 2), _gates.TryEnter("VLLM", 2));
        Assert.Null(_gates.TryEnter("vllm", 2));

        first!.Dispose();
        first.Dispose();

        Assert.Equal((1, 1), (_gates.InFlight("vllm"), _gates.UnderWay));
        Assert.NotNull(_gates.TryEnter("vllm", 2));
        Assert.Null(_gates.TryEnter("vllm", 2));
        Assert.NotNull(second);
    }

    [Fact]
    public void Engines_HaveTheirOwnPlaces()
    {
        Assert.NotNull(_gates.TryEnter("a", 1));
        Assert.NotNull(_gates.TryEnter("b", 1));

        Assert.Equal((1, 1, 0, 2), (_gates.InFlight("a"), _gates.InFlight("b"), _gates.InFlight("c"), _gates.UnderWay));
    }

    [Fact]
    public void Places_ThatBecomeFewer_HoldForNewcomers()
    {
        var held = Enumerable.Range(0, 4).Select(_ => _gates.TryEnter("a", null)!).ToArray();
        Assert.Null(_gates.TryEnter("a", 2));

        held.Take(3).ToList().ForEach(p => p.Dispose());

        Assert.NotNull(_gates.TryEnter("a", 2));
    }

    [Fact]
    public async Task Places_UnderManyAtOnce_AreNeverExceededAndAllComeBack()
    {
        const int Most = 3;
        var (now, peak) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                using var place = _gates.TryEnter("a", Most);
                if (place is not null)
                {
                    InterlockedMax(ref peak, Interlocked.Increment(ref now));
                    Interlocked.Decrement(ref now);
                }
            }
        })));

        Assert.InRange(peak, 1, Most);
        Assert.Equal(0, _gates.UnderWay);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); seen < value; seen = Volatile.Read(ref target))
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }
}
