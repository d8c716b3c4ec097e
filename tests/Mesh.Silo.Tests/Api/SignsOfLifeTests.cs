using Mesh.Silo.Api.Requests;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Silo.Tests.Api;

public sealed class SignsOfLifeTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource<bool> _next = new();
    private int _signs;

    [Fact]
    public async Task Read_ThatTakesLong_IsASignEveryTenSecondsAndThenItsResult()
    {
        var waiting = SignsOfLife.WaitAsync(new ValueTask<bool>(_next.Task), _time, SignAsync, default);
        await Waiting.UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return _signs == 3;
        });
        _next.SetResult(true);

        Assert.True(await waiting);
        Assert.True(_time.GetUtcNow() - _time.Start >= 3 * Patience.Longest);
    }

    [Fact]
    public async Task Read_OfACallerThatIsGone_IsWaitedForWithoutFurtherSigns()
    {
        using var gone = new CancellationTokenSource();
        var waiting = SignsOfLife.WaitAsync(new ValueTask<bool>(_next.Task), _time, SignAsync, gone.Token).AsTask();
        await gone.CancelAsync();
        _time.Advance(Patience.Longest);
        Assert.False(waiting.IsCompleted);

        _next.SetCanceled(gone.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(0, _signs);
    }

    // An enumerator must not be disposed while it is read.
    [Fact]
    public async Task Sign_ThatFails_EndsTheWaitOnceTheReadIsOver()
    {
        var lost = new TaskCompletionSource();
        var waiting = SignsOfLife.WaitAsync(new ValueTask<bool>(_next.Task), _time, LoseAsync, default).AsTask();
        _time.Advance(Patience.Longest);
        await lost.Task;
        Assert.False(waiting.IsCompleted);

        _next.SetResult(false);

        await Assert.ThrowsAsync<IOException>(() => waiting);

        Task LoseAsync()
        {
            lost.SetResult();
            throw new IOException("lost");
        }
    }

    private Task SignAsync()
    {
        Interlocked.Increment(ref _signs);
        return Task.CompletedTask;
    }
}
