using Mesh.Contracts.Errors;

namespace Mesh.Grains.Draining;

/// <summary>How far this silo is on its way out. The drain alone moves it; whoever serves asks it. Thread-safe.</summary>
public sealed class SiloState : IDisposable
{
    /// <summary>The reason of errors that tell of a drain.</summary>
    public const string Reason = "draining";

    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _leaving = new();
    private readonly CancellationTokenSource _cut = new();
    private readonly CancellationTokenSource _over = new();
    private int _phase;

    /// <summary>One that serves.</summary>
    public SiloState() => (Leaving, Cut, Over) = (_leaving.Token, _cut.Token, _over.Token);

    /// <summary>The phase now.</summary>
    public SiloPhase Phase => (SiloPhase)Volatile.Read(ref _phase);

    /// <summary>Whether it is about to leave and ought to be asked nothing new; so it is listed, and is not ready.</summary>
    public bool IsDraining => Phase != SiloPhase.Serving;

    /// <summary>Whether it takes new work all the same.</summary>
    public bool TakesWork => Phase <= SiloPhase.Notice;

    /// <summary>Ends when it begins to leave: for what never ends by itself.</summary>
    public CancellationToken Leaving { get; }

    /// <summary>Ends when what is under way must end.</summary>
    public CancellationToken Cut { get; }

    /// <summary>Ends when nobody is waited for any longer.</summary>
    public CancellationToken Over { get; }

    /// <summary>The refusal of new work.</summary>
    public static MeshException Refusal() => Error("This silo is about to stop and takes nothing new. Ask another one.");

    /// <summary>The end of work of which nothing had been answered.</summary>
    public static MeshException CutOff() => Error("This silo stops, and the answer did not come in time. Ask another one.");

    /// <summary>Goes on to a phase; one that is over stays over.</summary>
    public void MoveTo(SiloPhase phase)
    {
        for (var now = Phase; now < phase; now = Phase)
        {
            // A full fence: a request that does not see this phase is seen by whoever counts requests from here on.
            Interlocked.CompareExchange(ref _phase, (int)phase, (int)now);
        }

        End(_leaving, SiloPhase.Notice);
        End(_cut, SiloPhase.Cut);
        End(_over, SiloPhase.Over);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _leaving.Dispose();
        _cut.Dispose();
        _over.Dispose();
    }

    private static MeshException Error(string message) =>
        new(new MeshError { Code = MeshErrorCode.Unavailable, Reason = Reason, Message = message, RetryAfter = s_retry });

    private void End(CancellationTokenSource source, SiloPhase from)
    {
        if (Phase >= from)
        {
            source.Cancel();
        }
    }
}
