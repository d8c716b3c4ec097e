using Mesh.Simulation.Traces;

namespace Mesh.Simulation.Engines;

/// <summary>
/// An engine that works in steps, as those with continuous batching do: each step says one token of every answer and reads as many
/// prompt tokens as are left of its budget, first come first served, long prompts in pieces.
/// </summary>
public sealed class SimulatedEngine(EngineProfile profile)
{
    private readonly BlockCache _cache = new(profile.CachedBlocks);
    private readonly Queue<Job> _waiting = new();
    private readonly List<Job> _read = [];
    private readonly PriorityQueue<Job, long> _speaking = new();
    private long _step;
    private long _context;
    private long _held;
    private int _begun;

    /// <summary>What it is.</summary>
    public EngineProfile Profile { get; } = profile;

    /// <summary>How many times slower it is than it should be.</summary>
    public double Slowness { get; set; } = 1;

    /// <summary>When its step ends; infinite while it has nothing to do.</summary>
    public double StepEnds { get; private set; } = double.PositiveInfinity;

    /// <summary>Prompt tokens that it still has to read, those counted in full of which it does not know yet how many are cached.</summary>
    public long Backlog { get; private set; }

    /// <summary>Requests that wait to be begun.</summary>
    public int Waiting => _waiting.Count - _begun;

    /// <summary>Requests under way, those that wait left out.</summary>
    public int Running => _speaking.Count + _read.Count + _begun;

    /// <summary>Share of the cache for work under way that is taken.</summary>
    public double CacheUse => (double)_held / Profile.WorkTokens;

    /// <summary>Prompt tokens and seconds of the step that ended last.</summary>
    public (int Tokens, double Seconds) LastStep { get; private set; }

    /// <summary>A request arrives.</summary>
    public void Take(Job job, double now)
    {
        _waiting.Enqueue(job);
        Backlog += job.Request.Prompt;
        if (double.IsInfinity(StepEnds))
        {
            Begin(now);
        }
    }

    /// <summary>Its process starts anew: what it had cached is gone.</summary>
    public void Forget() => _cache.Clear();

    /// <summary>The step ends; gives first tokens and ends.</summary>
    public void EndStep(Action<Job, double> first, Action<Job, double> end)
    {
        var now = StepEnds;
        _step++;
        _context += _speaking.Count;
        while (_speaking.TryPeek(out _, out var last) && last <= _step)
        {
            var job = _speaking.Dequeue();
            _context -= job.Request.Prompt + job.Request.Answer;
            End(job, now, end);
        }

        foreach (var job in _read)
        {
            _cache.Add(job.Request.Blocks);
            job.FirstAt = now;
            first(job, now);
            if (job.Request.Answer <= 1)
            {
                End(job, now, end);
            }
            else
            {
                _speaking.Enqueue(job, _step + job.Request.Answer - 1);
                _context += job.Request.Prompt + 1;
            }
        }

        _read.Clear();
        Begin(now);
    }

    private void End(Job job, double now, Action<Job, double> end)
    {
        _held -= job.Request.Prompt + job.Request.Answer;
        job.EndedAt = now;
        end(job, now);
    }

    private void Begin(double now)
    {
        var (tokens, streams, context) = (Read(), _speaking.Count + _read.Count + _begun, _context + _read.Sum(j => (long)j.Request.Prompt));
        var seconds = Slowness * (Profile.StepSeconds + (tokens / Profile.TokensASecond) + (Profile.ContextSeconds * context) + (Profile.StreamSeconds * streams));
        LastStep = (tokens, seconds);
        StepEnds = streams == 0 ? double.PositiveInfinity : now + seconds;
    }

    // Takes prompts into the step; gives their tokens.
    private int Read()
    {
        var budget = EngineProfile.StepTokens - _speaking.Count;
        var all = budget;
        while (budget > 0 && _waiting.TryPeek(out var job) && (job.Left >= 0 || Start(job)))
        {
            var taken = Math.Min(job.Left, budget);
            (job.Left, budget, Backlog) = (job.Left - taken, budget - taken, Backlog - taken);
            if (job.Left > 0)
            {
                break;
            }

            _begun--;
            _read.Add(_waiting.Dequeue());
        }

        return all - budget;
    }

    private bool Start(Job job)
    {
        var needs = job.Request.Prompt + job.Request.Answer;
        if (Running > 0 && (_held + needs > Profile.WorkTokens || Running >= Profile.MostStreams))
        {
            return false;
        }

        job.Cached = _cache.Match(job.Request.Blocks);
        job.Left = Math.Max(1, job.Request.Prompt - (job.Cached * Trace.BlockTokens));
        Backlog -= job.Request.Prompt - job.Left;
        _held += needs;
        _begun++;
        return true;
    }
}
