using System.Collections.Concurrent;
using Mesh.Contracts.Cluster;
using Mesh.Routing.Engines;

namespace Mesh.Grains.Fabric;

/// <summary>
/// The engines of all nodes as they are known here. One that is gone is kept for ten minutes, so that callers hear why it does not
/// serve, and then forgotten. Written under the fabric's lock; read from any thread.
/// </summary>
public sealed class LiveEngines(TimeProvider time)
{
    /// <summary>Most engines that are known; further ones are left out and counted, as many again at most.</summary>
    public const int Most = 1_000;

    /// <summary>How long one that is gone is kept.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);

    // Each silo tells all its engines every half a minute at the slowest.
    private static readonly TimeSpan s_toldAgain = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, Seat> _seats = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, long> _leftOut = new(StringComparer.OrdinalIgnoreCase);
    private int _changes;

    /// <summary>Rises when another view is to be made: an engine came or was forgotten, or serves other things.</summary>
    public int Changes => Volatile.Read(ref _changes);

    /// <summary>Engines that were told of lately and are left out.</summary>
    public int LeftOut => _leftOut.Count;

    /// <summary>All of them.</summary>
    public IEnumerable<LiveEngine> All => _seats.Values.Select(s => s.Engine);

    /// <summary>Engines that a silo told of.</summary>
    public IEnumerable<LiveEngine> Of(string silo) => _seats.Values.Where(s => s.Silo == silo).Select(s => s.Engine);

    /// <summary>Takes a report in. Where two silos tell of one engine, the one that started later is believed.</summary>
    /// <param name="silo">Who told.</param>
    /// <param name="generation">When that silo started, as its address says.</param>
    /// <param name="report">What it told.</param>
    /// <param name="address">The engine's own address, where it is on this silo's node.</param>
    public void Take(string silo, int generation, EngineReport report, Uri? address = null)
    {
        var key = $"{report.Node}/{report.Engine}";
        if (!_seats.TryGetValue(key, out var seat))
        {
            if (_seats.Count < Most)
            {
                _seats[key] = new Seat(new LiveEngine(report) { Address = address }, silo, generation);
                _leftOut.TryRemove(key, out _);
                Interlocked.Increment(ref _changes);
            }
            else if (_leftOut.ContainsKey(key) || _leftOut.Count < Most)
            {
                _leftOut[key] = time.GetTimestamp();
            }

            return;
        }

        if (seat.Silo != silo && seat.Generation > generation && seat.GoneAt is null)
        {
            return;
        }

        (seat.Silo, seat.Generation) = (silo, generation);
        var moved = seat.Engine.Address != address;
        seat.Engine.Address = address;
        seat.Engine.IsSuspect = false;
        if (seat.Engine.Take(report) || moved)
        {
            Interlocked.Increment(ref _changes);
        }

        seat.GoneAt = report.State != EngineState.Gone ? null : seat.GoneAt ?? time.GetTimestamp();
    }

    /// <summary>A silo is no longer heard of, or does not tell of the engine any more.</summary>
    public void Lose(string silo, Func<LiveEngine, bool>? which = null)
    {
        foreach (var seat in _seats.Values.Where(s => s.Silo == silo && which?.Invoke(s.Engine) != false))
        {
            seat.Engine.Lose();
            seat.GoneAt ??= time.GetTimestamp();
        }
    }

    /// <summary>Whether a silo has been silent for a moment.</summary>
    public void Suspect(string silo, bool suspect)
    {
        foreach (var engine in Of(silo))
        {
            engine.IsSuspect = suspect;
        }
    }

    /// <summary>Forgets those that have been gone for long.</summary>
    public void Forget()
    {
        foreach (var (key, seat) in _seats)
        {
            if (seat.GoneAt is { } gone && time.GetElapsedTime(gone) > KeptFor && _seats.TryRemove(key, out _))
            {
                Interlocked.Increment(ref _changes);
            }
        }

        foreach (var (key, told) in _leftOut)
        {
            if (time.GetElapsedTime(told) > s_toldAgain)
            {
                _leftOut.TryRemove(key, out _);
            }
        }
    }

    private sealed class Seat(LiveEngine engine, string silo, int generation)
    {
        public LiveEngine Engine { get; } = engine;

        public string Silo { get; set; } = silo;

        public int Generation { get; set; } = generation;

        public long? GoneAt { get; set; }
    }
}
