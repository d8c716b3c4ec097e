using Mesh.Contracts.Routing;
using Mesh.Routing.Load;
using Mesh.Simulation.Engines;
using Mesh.Simulation.Traces;

namespace Mesh.Simulation.Runs;

/// <summary>
/// Runs a trace through routers and engines on a clock of its own. Everything that happens at one moment happens in one order, and
/// all draws come from the seed: a run is the same every time.
/// </summary>
public sealed class Replay
{
    private const double Fresh = 1;
    private readonly SimulationOptions _options;
    private readonly SimulatedEngine[] _engines;
    private readonly RouterState[] _routers;
    private readonly Figures _told;
    private readonly Dictionary<int, (int Engine, int Tokens)> _heads = [];
    private readonly Placing _placing;
    private readonly Random _random;
    private readonly List<Job> _jobs = [];
    private readonly List<long[]> _backlogs = [];
    private readonly Queue<(double At, int Engine, double Times)> _slowdowns;
    private readonly Queue<double> _looks;
    private readonly Desk _desk;
    private readonly SimulatedTime _time = new();
    private readonly ModelDemand _demand;
    private readonly LoadReading[] _readings;
    private readonly EngineRoom[] _rooms = new EngineRoom[Enum.GetValues<EngineStanding>().Length];
    private double _nextGauges;
    private double _nextTelling;
    private int _teller;
    private double _toldAt;

    private Replay(SimulationOptions options)
    {
        _options = options;
        _random = new Random(options.Seed);
        _engines = [.. options.Engines.Select(p => new SimulatedEngine(p))];
        var shared = options.SharedIndex ? Index() : null;
        var fastest = options.Engines.Max(e => e.TokensASecond);
        _routers = [.. Enumerable.Range(0, options.Routers).Select(_ => new RouterState(_engines.Length, fastest, shared ?? Index()))];
        _told = new Figures(_engines.Length);
        _placing = new Placing(_engines.Length) { Request = null!, Router = _routers[0], Random = _random };
        for (var i = 0; i < _engines.Length; i++)
        {
            _placing.CacheTokens[i] = options.Engines[i].WorkTokens;
            Array.ForEach(_routers, r => r.Rates[i].Calibrate(options.Engines[i].TokensASecond));
        }

        _desk = new Desk(options.MostWaiting, options.LongestWait, (options.Admission ?? LoadTuning.Default).SheddableWait);
        _demand = new ModelDemand(_time, options.Admission);
        _readings = new LoadReading[_engines.Length];
        _slowdowns = new(options.Slowdowns.OrderBy(s => s.At));
        _looks = new(options.Looks.Order());
    }

    /// <summary>Runs it to the end of the last answer.</summary>
    public static SimulationResult Run(IReadOnlyList<TraceRequest> trace, SimulationOptions options)
    {
        var replay = new Replay(options);
        replay.Run(trace);
        return new SimulationResult(replay._jobs, replay._backlogs);
    }

    private PrefixIndex Index() => new([.. _options.Engines.Select(e => Math.Max(1, (int)(_options.IndexSize * e.CachedBlocks)))]);

    private void Run(IReadOnlyList<TraceRequest> trace)
    {
        for (var next = 0; ;)
        {
            var (engine, ends) = NextStep();
            var arrives = next < trace.Count ? trace[next].Arrives : double.PositiveInfinity;
            var now = Math.Min(ends, arrives);
            if (double.IsInfinity(now))
            {
                return;
            }

            Tick(now);
            if (ends <= arrives)
            {
                _engines[engine].EndStep(First, End);
                CallNext(now);
            }
            else
            {
                Place(trace[next++], now);
            }
        }
    }

    private (int Engine, double Ends) NextStep()
    {
        var next = 0;
        for (var i = 1; i < _engines.Length; i++)
        {
            next = _engines[i].StepEnds < _engines[next].StepEnds ? i : next;
        }

        return (next, _engines[next].StepEnds);
    }

    // What happens by the clock and not by an event.
    private void Tick(double now)
    {
        while (_slowdowns.TryPeek(out var slow) && slow.At <= now)
        {
            _engines[slow.Engine].Slowness = slow.Times;
            _slowdowns.Dequeue();
        }

        while (_looks.TryPeek(out var look) && look <= now)
        {
            _backlogs.Add([.. _engines.Select(e => e.Backlog)]);
            _looks.Dequeue();
        }

        if (now >= _nextGauges)
        {
            for (var i = 0; i < _engines.Length; i++)
            {
                (_placing.Waiting[i], _placing.CacheUse[i]) = (_engines[i].Waiting, _engines[i].CacheUse);
            }

            _nextGauges = now - (now % _options.GaugeSeconds) + _options.GaugeSeconds;
        }

        _desk.Expire(now);
        Tell(now);
    }

    // One router after another, so that a telling is between nothing and one interval old.
    private void Tell(double now)
    {
        var sharing = _options.Sharing;
        while (sharing.Every > 0 && !double.IsInfinity(sharing.Every) && _nextTelling <= now && _nextTelling < sharing.FreezesAt)
        {
            var router = _routers[_teller];
            _told.Add(router.Told, -1);
            router.Told.Copy(router.Own);
            _told.Add(router.Told, 1);
            _teller = (_teller + 1) % _routers.Length;
            (_toldAt, _nextTelling) = (_nextTelling, _nextTelling + (sharing.Every / _routers.Length));
        }
    }

    private void Place(TraceRequest request, double now)
    {
        var job = new Job(request) { Router = _options.Pinned ? request.Conversation % _routers.Length : _random.Next(_routers.Length) };
        _jobs.Add(job);
        Know(request, _routers[job.Router], now);
        if (_options.Admission is null)
        {
            Send(job, now);
            return;
        }

        _desk.Enter(job, request.Prompt - _placing.Cached.Max() + (2 * _routers[job.Router].AnswerTokens), now);
        CallNext(now);
    }

    // Those who wait go by what is known then, not by what was known when they came.
    private void CallNext(double now)
    {
        // With admission there is one router.
        var router = _routers[0];
        _time.Seconds = now;
        while (_desk.Count > 0 && Next(router) is { } next)
        {
            var standing = _demand.StandingOf(next.WorkClass, next.Tenant);
            Know(next.Job.Request, router, now);
            for (var i = 0; i < _engines.Length; i++)
            {
                _placing.Open[i] = _rooms[(int)standing].Admits(_readings[i]);
            }

            Send(next.Job, now);
            _demand.Count(next.WorkClass, next.Tenant, next.Cost);
        }
    }

    private WaitingJob? Next(RouterState router)
    {
        for (var i = 0; i < _engines.Length; i++)
        {
            _readings[i] = new LoadReading
            {
                UnreadTokens = router.Own.Unread[i],
                Prompts = router.Own.Prompts[i],
                HeldTokens = router.Own.Held[i],
                TokensASecond = router.Rates[i].TokensASecond,
                CacheTokens = _placing.CacheTokens[i],
            };
        }

        var open = new bool[_rooms.Length];
        (string? Tenant, WorkClass Class, bool MayGo) last = default;
        for (var c = 0; c < _rooms.Length; c++)
        {
            _rooms[c] = EngineRoom.Of(_readings, (EngineStanding)c, _demand.Before((EngineStanding)c), _options.Admission!);
            open[c] = _readings.Any(r => _rooms[c].Admits(r));
        }

        return open.Contains(true) ? _desk.Next(MayGo) : null;

        // Those of one tenant stand beside each other.
        bool MayGo(WaitingJob waiting)
        {
            if (waiting.Tenant != last.Tenant || waiting.WorkClass != last.Class)
            {
                last = (waiting.Tenant, waiting.WorkClass, open[(int)_demand.StandingOf(waiting.WorkClass, waiting.Tenant)]);
            }

            return last.MayGo;
        }
    }

    // The router knows by now what there is to know.
    private void Send(Job job, double now)
    {
        var (request, router) = (job.Request, _routers[job.Router]);
        var engine = _options.Policy.Choose(_placing);
        (job.Engine, job.SentAt) = (engine, now);
        job.Unread = Math.Max(1, request.Prompt - _placing.Cached[engine]);
        job.Held = request.Prompt + router.AnswerTokens;
        job.Before = _placing.Load.Unread[engine] + job.Unread;
        router.Own.Unread[engine] += job.Unread;
        router.Own.Prompts[engine]++;
        router.Own.Streams[engine]++;
        router.Own.Held[engine] += job.Held;
        router.Index.Add(engine, request.Blocks);
        _heads[request.Conversation] = (engine, request.Prompt);
        _placing.Number++;
        _engines[engine].Take(job, now);
    }

    private void Know(TraceRequest request, RouterState router, double now)
    {
        (_placing.Request, _placing.Router) = (request, router);
        Array.Fill(_placing.Open, true);
        router.Index.Match(request.Blocks, _placing.Matched);
        for (var i = 0; i < _engines.Length; i++)
        {
            _placing.Cached[i] = Math.Min(request.Prompt, _placing.Matched[i] * Trace.BlockTokens);
        }

        if (_options.Heads && _heads.TryGetValue(request.Conversation, out var head))
        {
            _placing.Cached[head.Engine] = Math.Max(_placing.Cached[head.Engine], Math.Min(head.Tokens, request.Prompt));
        }

        _placing.Load.Copy(router.Own);
        if (_options.Sharing.Every == 0)
        {
            foreach (var other in _routers)
            {
                _placing.Load.Add(other.Own, ReferenceEquals(other, router) ? 0 : 1);
            }
        }

        var isOld = _routers.Length > 1 && _options.Sharing.Every > 0 && (double.IsInfinity(_options.Sharing.Every) || now - _toldAt > Fresh + _options.Sharing.Every);
        if (_options.Sharing.Every > 0 && !double.IsInfinity(_options.Sharing.Every) && !(isOld && _options.Policy.DropsStale))
        {
            _placing.Load.Add(_told, 1);
            _placing.Load.Add(router.Told, -1);
        }
    }

    private void First(Job job, double now)
    {
        var router = _routers[job.Router];
        router.Own.Unread[job.Engine] -= job.Unread;
        router.Own.Prompts[job.Engine]--;
        router.Rates[job.Engine].Observe(job.Before, now - job.SentAt);
    }

    private void End(Job job, double now)
    {
        var router = _routers[job.Router];
        router.Own.Streams[job.Engine]--;
        router.Own.Held[job.Engine] -= job.Held;
        router.Answered(job.Request.Answer);
    }
}
