using Grpc.Core;
using Mesh.Contracts.Plans;
using Mesh.Silo.Api.Grpc;
using Mesh.Silo.Tests.Api;
using Microsoft.Extensions.Time.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Plans;

public sealed class PlanEventsTests
{
    private static readonly TimeSpan s_while = TimeSpan.FromMilliseconds(50);
    private readonly Reader _reader = new();
    private readonly TaskCompletionSource _answer = new();

    [Fact]
    public async Task Caller_WhoTakesNoEvent_DoesNotHoldTheAnswerUp()
    {
        var writer = new EventWriter(_reader, default);
        var events = new PlanEvents(writer, TimeProvider.System);
        events.Changed(() => new NodeReport { Kind = "fallback" });
        var telling = events.TellWhileAsync(_answer.Task);
        await Waiting.UntilAsync(() => _reader.Begun == 1);

        _answer.SetResult();
        await telling;

        Assert.True(writer.IsBusy);
    }

    [Fact]
    public async Task Changes_WhileAnEventIsNotTaken_FallTogetherIntoTheNext()
    {
        var time = new FakeTimeProvider();
        var events = new PlanEvents(new EventWriter(_reader, default), time);
        events.Changed(() => new NodeReport { Kind = "first" });
        var first = events.TellWhileAsync(_answer.Task, s_while);
        await Waiting.UntilAsync(() => _reader.Begun == 1);
        time.Advance(s_while);
        await first;
        var asked = 0;
        for (var i = 0; i < 10; i++)
        {
            events.Changed(() => new NodeReport { Kind = $"later {Interlocked.Increment(ref asked)}" });
        }

        var second = events.TellWhileAsync(_answer.Task, s_while);
        time.Advance(s_while);
        await second;
        Assert.Equal((1, 0), (_reader.Begun, asked));

        var telling = events.TellWhileAsync(_answer.Task);
        _reader.Take.SetResult();
        await Waiting.UntilAsync(() =>
        {
            time.Advance(s_while);
            return _reader.Begun == 2;
        });
        _answer.SetResult();
        await telling;

        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Event_ThatIsNotTaken_IsWaitedForByWhatFollows()
    {
        var writer = new EventWriter(_reader, default);
        _ = writer.BeginAsync(new V1.StreamResponse());
        var start = writer.WriteAsync(new V1.StreamResponse { Start = new V1.Start() }).AsTask();
        Assert.Equal((false, 1), (start.IsCompleted, _reader.Begun));

        _reader.Take.SetResult();
        await start;

        Assert.Equal((2, false), (_reader.Begun, writer.IsBusy));
    }

    // One write at a time, as gRPC allows.
    private sealed class Reader : IServerStreamWriter<V1.StreamResponse>
    {
        private Task _last = Task.CompletedTask;

        public TaskCompletionSource Take { get; } = new();

        public int Begun { get; private set; }

        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(V1.StreamResponse message)
        {
            Assert.True(_last.IsCompleted, "Two writes at once.");
            Begun++;
            return _last = Take.Task;
        }
    }
}
