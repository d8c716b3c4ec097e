using Mesh.Grains.Caching;

namespace Mesh.Grains.Tests.Caching;

public sealed class LateVectorsTests
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.UnixEpoch;
    private readonly LateVectors _vectors = new();

    [Fact]
    public void WasLate_SeveralTimesInARow_RestsForAWhile()
    {
        Late(LateVectors.MostInARow - 1, s_now);
        Assert.False(_vectors.Rests(s_now));

        Late(1, s_now);
        Assert.Equal((true, false), (_vectors.Rests(s_now + LateVectors.Rest - TimeSpan.FromTicks(1)), _vectors.Rests(s_now + LateVectors.Rest)));
    }

    [Fact]
    public void WasLate_OnceMoreAfterTheRest_RestsAgain()
    {
        Late(LateVectors.MostInARow, s_now);
        var later = s_now + LateVectors.Rest;
        Late(1, later);

        Assert.True(_vectors.Rests(later));
    }

    [Fact]
    public void Came_BetweenLateOnes_BeginsTheCountAnew()
    {
        Late(LateVectors.MostInARow - 1, s_now);
        _vectors.Came();
        Late(LateVectors.MostInARow - 1, s_now);

        Assert.False(_vectors.Rests(s_now));
    }

    private void Late(int times, DateTimeOffset now)
    {
        for (var i = 0; i < times; i++)
        {
            _vectors.WasLate(now);
        }
    }
}
