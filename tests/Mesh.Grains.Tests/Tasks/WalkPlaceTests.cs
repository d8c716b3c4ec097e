using Mesh.Grains.Tasks;

namespace Mesh.Grains.Tests.Tasks;

public sealed class WalkPlaceTests : IDisposable
{
    private readonly TaskPlaces _places = new(1);

    public void Dispose() => _places.Dispose();

    [Fact]
    public async Task Place_HeldTwiceAtOnce_IsOne()
    {
        using var other = await _places.TakeAsync(default);
        using var place = new WalkPlace(_places, default);

        var (first, second) = (place.HoldAsync(), place.HoldAsync());
        other.Dispose();
        await Task.WhenAll(first, second).WaitAsync(TimeSpan.FromMinutes(1));
        await place.HoldAsync();

        Assert.Equal(1, _places.Running);
    }

    [Fact]
    public async Task Place_ThatIsLetGo_IsOthersUntilItIsHeldAgain()
    {
        using var place = new WalkPlace(_places, default);
        await place.HoldAsync();
        place.LetGo();
        place.LetGo();
        var other = await _places.TakeAsync(default).WaitAsync(TimeSpan.FromMinutes(1));

        var again = place.HoldAsync();
        Assert.False(again.IsCompleted);
        other.Dispose();
        await again.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(1, _places.Running);
    }

    [Fact]
    public async Task Place_ThatComesOnceTheWalkIsOver_IsGivenBack()
    {
        var other = await _places.TakeAsync(default);
        var place = new WalkPlace(_places, default);
        var waiting = place.HoldAsync();

        place.Dispose();
        other.Dispose();
        await waiting.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(0, _places.Running);
    }

    [Fact]
    public async Task Wait_OfAWalkThatIsEnded_Ends()
    {
        using var other = await _places.TakeAsync(default);
        using var over = new CancellationTokenSource();
        using var place = new WalkPlace(_places, over.Token);
        var waiting = place.HoldAsync();

        await over.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
