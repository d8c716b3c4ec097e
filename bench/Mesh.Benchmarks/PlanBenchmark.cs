using BenchmarkDotNet.Attributes;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Routing;
using Mesh.Routing.Signals.Rules;
using Mesh.Routing.Snapshots;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;

namespace Mesh.Benchmarks;

/// <summary>What the machinery of plans adds to a request that one model answers at once: a call by itself, in a plan of one node, and under another node.</summary>
[MemoryDiagnoser]
public class PlanBenchmark
{
    private static readonly SingleEntry s_single = new() { Candidates = ["m"] };
    private static readonly FallbackEntry s_fallback = new([s_single]);
    private readonly ReadyCalls _calls = new();
    private readonly ChatTask _task = new(
        new RouteQuery { Target = "r", InputTokensAtMost = 400, InputTokensExpected = 100 },
        new ChatRequest { Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart("hello")] }] },
        streaming: true);

    private PlanWalk _walk = null!;

    /// <summary>Frames of the answer before its end.</summary>
    [Params(1, 50)]
    public int Frames { get; set; }

    /// <summary>Makes the walk.</summary>
    [GlobalSetup]
    public void SetUp() => (_calls.Frames, _walk) = (Frames, new PlanWalk(_calls, TimeProvider.System, () => 0.5));

    /// <summary>The call alone.</summary>
    [Benchmark(Baseline = true)]
    public async Task<int> Call()
    {
        var quote = _calls.Quote(new ModelCall("r", null, _task, null));
        return await ReadAsync(await _calls.AskAsync(quote, null, 0, CancellationToken.None));
    }

    /// <summary>In a plan of one node.</summary>
    [Benchmark]
    public Task<int> OneNode() => WalkAsync(s_single);

    /// <summary>Under one more node.</summary>
    [Benchmark]
    public Task<int> TwoNodes() => WalkAsync(s_fallback);

    private async Task<int> WalkAsync(NodeEntry plan)
    {
        var trace = new NodeTrace(plan, TimeProvider.System);
        var expires = TimeProvider.System.GetTimestamp() + (60 * TimeProvider.System.TimestampFrequency);
        return await ReadAsync(await _walk.AnswerAsync(plan, trace, ReadyCalls.Decision, _task, new PlanBudget(1, null), expires, CancellationToken.None)) + (trace.Report().Used ? 1 : 0);
    }

    private static async Task<int> ReadAsync(PlanAnswer answer)
    {
        var events = 0;
        await using (answer)
        {
            await foreach (var frame in answer.ReadAsync())
            {
                events += frame.Read().Count;
            }
        }

        return events;
    }

    // A model that is never busy and has its answer ready.
    private sealed class ReadyCalls : IModelCalls
    {
        private static readonly ModelPrice s_price = new() { In = 1, CachedIn = 1, Out = 2 };

        public static RouteDecision Decision { get; } = new()
        {
            Id = "d",
            Route = "r",
            Revision = 1,
            Prefer = Prefer.Balanced,
            Balance = Balance.LeastLoad,
            Candidates = [new Candidate { Endpoint = "e", Model = "m" }],
            Eligible = 1,
            Deadline = TimeSpan.FromMinutes(1),
        };

        public int Frames { get; set; }

        public RequestFacts FactsOf(string route, ChatTask task) => new(MeshView.Empty, route, task, spend: null);

        public CallQuote Quote(ModelCall wanted) => new(Decision, wanted.Task, null, [s_price]);

        public Task<PlanAnswer> AskAsync(CallQuote quote, int? maxOutputTokens, long expires, CancellationToken cancellationToken) => Task.FromResult<PlanAnswer>(new ReadyAnswer(Frames));
    }

    private sealed class ReadyAnswer(int frames) : PlanAnswer, IEndpointAttempt
    {
        private static readonly ReadyFrame s_piece = new([new TextDelta(0, "word ")]);
        private static readonly ReadyFrame s_end = new([new ChoiceFinished(0, "stop")]);
        private static readonly AttemptAccount s_account = new(new TokenUsage { Input = 100, Output = 50 }, 0.0002m, false, TimeSpan.Zero);

        public override RouteDecision Decision => ReadyCalls.Decision;

        public override IEndpointAttempt Attempt => this;

        public override AttemptAccount Account => s_account;

        public string Endpoint => "e";

        public string Model => "m";

        public bool Simulated => true;

        public bool TakesPrefix => false;

        public string? UpstreamRequestId => null;

        public IReadOnlyList<KeyValuePair<string, string>> RateLimits => [];

        public IAsyncEnumerable<ContentFrame> ReadAsync(CancellationToken cancellationToken) => ReadAsync();

#pragma warning disable CS1998 // The answer is ready.
        public override async IAsyncEnumerable<ContentFrame> ReadAsync()
        {
            for (var i = 0; i < frames; i++)
            {
                yield return s_piece;
            }

            yield return s_end;
        }
#pragma warning restore CS1998

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class ReadyFrame(IReadOnlyList<ChatEvent> events) : ContentFrame
    {
        public override Dialect Dialect => Dialect.None;

        public override ReadOnlyMemory<byte> Raw => default;

        public override bool HasContent => true;

        public override IReadOnlyList<ChatEvent> Read() => events;
    }
}
