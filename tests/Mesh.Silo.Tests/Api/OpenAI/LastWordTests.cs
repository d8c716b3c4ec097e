using System.Diagnostics.Metrics;
using System.Text;
using Mesh.Contracts.Errors;
using Mesh.Grains.Telemetry;
using Mesh.Silo.Api.OpenAI;
using Mesh.Silo.Api.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Silo.Tests.Api.OpenAI;

/// <summary>The error event of a stream that had begun: nobody who reads loses it, and nobody who does not holds the request up.</summary>
public sealed class LastWordTests : IDisposable
{
    private static readonly MeshError s_error = new() { Code = MeshErrorCode.Interrupted, Reason = "answer_broken", Message = "The answer broke off." };
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeshInstruments _instruments;
    private readonly BegunAnswer _answer = new();

    public LastWordTests() => _instruments = new MeshInstruments(_services.GetRequiredService<IMeterFactory>());

    public void Dispose()
    {
        _instruments.Dispose();
        _services.Dispose();
        _answer.Dispose();
    }

    // The first one of a process compiles its way, which on a busy machine takes longer than a caller is given.
    [Fact]
    public async Task Process_ThatIsLateItself_StillSaysIt()
    {
        await Guard(new HastyTime()).FailAsync(_answer.Context, s_error);

        Assert.Equal(0, _answer.Aborts);
        Assert.StartsWith("data: {\"error\":", _answer.Text, StringComparison.Ordinal);
        Assert.EndsWith("\n\n", _answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Caller_ThatReadsNothing_IsCutOffSoon()
    {
        var time = new FakeTimeProvider();
        _answer.Hold();
        var failing = Guard(time).FailAsync(_answer.Context, s_error);
        Assert.False(failing.IsCompleted);

        time.Advance(TimeSpan.FromMilliseconds(300));

        await failing;
        Assert.Equal(1, _answer.Aborts);
    }

    [Fact]
    public async Task Caller_ThatReadsSlowly_IsNotCutOff()
    {
        var time = new FakeTimeProvider();
        _answer.Hold();
        var failing = Guard(time).FailAsync(_answer.Context, s_error);

        time.Advance(TimeSpan.FromMilliseconds(200));
        _answer.Take();

        await failing;
        Assert.Equal(0, _answer.Aborts);
    }

    private OpenAIGuard Guard(TimeProvider time) => new(new Defects(NullLogger<Defects>.Instance), _instruments, time);

    // Every wait is over as it begins.
    private sealed class HastyTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            callback(state);
            return base.CreateTimer(_ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private sealed class BegunAnswer : Stream, IHttpResponseFeature, IHttpRequestLifetimeFeature
    {
        private readonly MemoryStream _written = new();
        private TaskCompletionSource? _held;

        public BegunAnswer()
        {
            Context.Features.Set<IHttpResponseFeature>(this);
            Context.Features.Set<IHttpRequestLifetimeFeature>(this);
            Context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(this));
        }

        public DefaultHttpContext Context { get; } = new();

        public int Aborts { get; private set; }

        public string Text => Encoding.UTF8.GetString(_written.ToArray());

        public int StatusCode { get; set; } = 200;

        public string? ReasonPhrase { get; set; }

        public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

        public bool HasStarted => true;

        public CancellationToken RequestAborted { get; set; }

        Stream IHttpResponseFeature.Body
        {
            get => this;
            set => throw new NotSupportedException();
        }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Take() => _held!.SetResult();

        public void Abort() => Aborts++;

        public void OnStarting(Func<object, Task> callback, object state)
        {
        }

        public void OnCompleted(Func<object, Task> callback, object state)
        {
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_held is { } held)
            {
                await held.Task.WaitAsync(cancellationToken);
            }

            _written.Write(buffer.Span);
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => _written.Write(buffer, offset, count);

        protected override void Dispose(bool disposing)
        {
            _written.Dispose();
            base.Dispose(disposing);
        }
    }
}
