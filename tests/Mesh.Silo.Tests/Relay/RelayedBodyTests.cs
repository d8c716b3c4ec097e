using Mesh.Silo.Relay;
using Mesh.Silo.Tests.Api;

namespace Mesh.Silo.Tests.Relay;

/// <summary>When an engine's answer is sent on, how much of it at once, and what becomes of it when either side goes.</summary>
public sealed class RelayedBodyTests : IDisposable
{
    private readonly ScriptedEngine _engine = new();
    private readonly WatchedSilo _silo = new();
    private readonly CancellationTokenSource _end = new();
    private int _waits;

    public void Dispose()
    {
        _engine.Dispose();
        _end.Dispose();
    }

    [Fact]
    public async Task Pieces_ThatAreThereTogether_LeaveTogetherAndInOrder()
    {
        var pieces = Pieces(count: 50, length: 100);
        foreach (var piece in pieces)
        {
            _engine.Say(piece);
        }

        await CopyAsync(_engine.End());

        Assert.Equal([.. pieces.SelectMany(p => p)], _silo.Bytes);
        Assert.Equal([5_000], _silo.Sent);
    }

    [Fact]
    public async Task Piece_WithNothingBehindIt_LeavesAtOnce()
    {
        var copying = CopyAsync(_engine);
        foreach (var piece in Pieces(count: 3, length: 200))
        {
            await Waiting.UntilAsync(() => _engine.IsWaitedFor);
            var before = _silo.Sent.Count;
            _engine.Say(piece);
            await Waiting.UntilAsync(() => _silo.Sent.Count == before + 1);
            Assert.False(copying.IsCompleted);
        }

        await Waiting.UntilAsync(() => _engine.IsWaitedFor);
        _engine.End();
        await copying;
        Assert.Equal([200, 200, 200], _silo.Sent);
        Assert.Equal(4, _waits);
    }

    [Fact]
    public async Task Engine_ThatNeverLetsWait_IsSentOnInBoundedParts()
    {
        foreach (var piece in Pieces(count: 50, length: 3_000))
        {
            _engine.Say(piece);
        }

        await CopyAsync(_engine.End());

        // The first multiple of a piece that reaches it.
        Assert.Equal([33_000, 33_000, 33_000, 33_000, 18_000], _silo.Sent);
        Assert.InRange(33_000, RelayedBody.EnoughToSend, RelayedBody.EnoughToSend + RelayedBody.ReadBytes - 1);
    }

    [Fact]
    public async Task Silo_ThatTakesNothing_KeepsTheEngineFromBeingRead()
    {
        _silo.Hold();
        foreach (var piece in Pieces(count: 40, length: RelayedBody.ReadBytes))
        {
            _engine.Say(piece);
        }

        var copying = CopyAsync(_engine.End());
        await Waiting.UntilAsync(() => _silo.Sent.Count == 1);

        Assert.Equal(RelayedBody.EnoughToSend, _silo.Sent[0]);
        Assert.Equal((false, RelayedBody.EnoughToSend / RelayedBody.ReadBytes), (copying.IsCompleted, _engine.Reads));
        _silo.Take();
        await copying;
        Assert.Equal(40 * RelayedBody.ReadBytes, _silo.Bytes.Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Engine_ThatBreaksOff_IsToldAfterWhatItHadSaid(bool waits)
    {
        var piece = Pieces(count: 1, length: 300)[0];
        _engine.Say(piece);
        var copying = waits ? CopyAsync(_engine) : Task.CompletedTask;
        await Waiting.UntilAsync(() => !waits || _engine.IsWaitedFor);
        _engine.Break();

        await Assert.ThrowsAsync<IOException>(() => waits ? copying : CopyAsync(_engine));

        Assert.Equal(piece, _silo.Bytes);
    }

    [Fact]
    public async Task Silo_ThatHasGone_EndsItAndLetsGoOfTheEngine()
    {
        _silo.HasGone = true;
        _engine.Say(Pieces(count: 1, length: 300)[0]);

        await Assert.ThrowsAsync<OperationCanceledException>(() => CopyAsync(_engine));

        Assert.False(_engine.IsWaitedFor);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ended_WhileItWaitsForEither_LetsGo(bool siloHolds)
    {
        if (siloHolds)
        {
            _silo.Hold();
            _engine.Say(Pieces(count: 1, length: 300)[0]);
        }

        var copying = CopyAsync(_engine);
        await Waiting.UntilAsync(() => _engine.IsWaitedFor && _silo.Sent.Count == (siloHolds ? 1 : 0));

        await _end.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => copying);
    }

    [Fact]
    public async Task Answer_WithoutAnything_SendsNothing()
    {
        await CopyAsync(_engine.End());

        Assert.Empty(_silo.Sent);
    }

    private static byte[][] Pieces(int count, int length)
    {
        var random = new Random(1);
        var pieces = new byte[count][];
        for (var i = 0; i < count; i++)
        {
            random.NextBytes(pieces[i] = new byte[length]);
        }

        return pieces;
    }

    // Whoever answers sends what is left when the answer ends; so does the server.
    private async Task CopyAsync(ScriptedEngine engine)
    {
        var body = new RelayedBody(engine, _silo, () => _waits++);
        await body.CopyAsync(_end.Token);
        if (body.HasBegun && _silo.Unsent > 0)
        {
            await _silo.FlushAsync();
        }
    }
}
