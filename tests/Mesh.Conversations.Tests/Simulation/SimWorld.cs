using Mesh.Contracts.Errors;
using Mesh.Conversations.Engine;
using Mesh.Conversations.Log;
using Mesh.Testing.Histories;

namespace Mesh.Conversations.Tests.Simulation;

/// <summary>One schedule: two silos with an activation each, some clients, one store, and what goes wrong, all drawn from one seed.</summary>
internal sealed class SimWorld : IOwnerLiveness
{
    public static readonly ConversationKey Key = new("acme", "c");
    private const int MostDraws = 4_000;
    private const int MostKills = 4;
    private readonly HashSet<string> _dead = [];
    private readonly List<SimCall> _calls = [];
    private readonly SimSilo[] _silos = new SimSilo[2];
    private readonly IConversationLog _store;
    private int _kills;
    private int _clients;

    public SimWorld(ulong seed, SimSin sin, bool traced = false)
    {
        (Random, Sin) = (new SimRandom(seed), sin);
        Scheduler = new SimScheduler(Random) { Trace = traced ? [] : null };
        Faults = Random.Next(10) switch { 0 => SimFaults.None, < 7 => SimFaults.Usual, _ => SimFaults.Heavy };
        Deletes = Random.Chance(200);
        Kept = new InMemoryConversationLog();
        _store = sin.Store(Kept);
        _silos[0] = Silo("a", 1);
        _silos[1] = Silo("b", 1);
    }

    public SimRandom Random { get; }

    public SimScheduler Scheduler { get; }

    public SimSin Sin { get; }

    public SimFaults Faults { get; }

    public bool Deletes { get; }

    /// <summary>Whether clients ask nothing new.</summary>
    public bool IsOver { get; private set; }

    /// <summary>What the store holds in truth.</summary>
    public InMemoryConversationLog Kept { get; }

    /// <summary>What the store shows.</summary>
    public IConversationLog Store => _store;

    public List<OperationRecord> History { get; } = [];

    /// <summary>What the protocol must never say or do, such as that the store has lost something.</summary>
    public List<string> Oddities { get; } = [];

    /// <summary>Things that went wrong on purpose or by chance, for the count of what a run has covered.</summary>
    public int Kills => _kills;

    public bool IsDead(string owner) => _dead.Contains(owner);

    /// <summary>Runs until the clients have done, then until nothing is under way any more.</summary>
    public void Run()
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            for (_clients = 0; _clients < 2 + Random.Next(3);)
            {
                Start(new SimClient($"client-{++_clients}", this));
            }

            while (_clients > 0)
            {
                IsOver |= Scheduler.Draws > MostDraws;
                Disturb();
                if (!Scheduler.Draw())
                {
                    GoOn();
                }
            }

            IsOver = true;
            GoOn();
            while (Scheduler.Draw())
            {
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    /// <summary>A call of a client at one of the silos; unavailable when it dies, or when the client gives up first.</summary>
    public Task<T> CallAsync<T>(Func<SimSilo, Task<T>> call)
    {
        var silo = _silos[Random.Next(2)];
        var reply = new TaskCompletionSource<T>();
        var pending = new SimCall(silo, () => reply.TrySetException(SimCall.Unanswered()));
        _calls.Add(pending);
        Scheduler.Post(silo, "is called", () => _ = AnswerAsync(silo, call, reply));
        if (Random.Chance(Faults.Impatience))
        {
            Scheduler.Post(null, "a client gives up", () => pending.Lose());
        }

        return reply.Task;
    }

    private async Task AnswerAsync<T>(SimSilo silo, Func<SimSilo, Task<T>> call, TaskCompletionSource<T> reply)
    {
        try
        {
            var answer = await call(silo);
            Scheduler.Post(silo, "answers", () => reply.TrySetResult(answer));
        }
        catch (Exception e)
        {
            if (e is not MeshException { Error.Reason: not "conversation_regressed" })
            {
                Oddities.Add($"{Scheduler.Draws}: {silo.Name}: {(e is MeshException ? e.Message : e.ToString())}");
            }

            Scheduler.Post(silo, "refuses", () => reply.TrySetException(e));
        }
    }

    private void Start(SimClient client)
    {
        async Task RunAsync()
        {
            try
            {
                await client.RunAsync();
            }
            catch (Exception e)
            {
                Oddities.Add($"{Scheduler.Draws}: {client.Name}: {e}");
            }

            _clients--;
        }

        Scheduler.Post(null, $"{client.Name} starts", () => _ = RunAsync());
    }

    private void Disturb()
    {
        if (_kills < MostKills && Random.Chance(Faults.Kills))
        {
            Kill(Random.Next(2));
        }

        if (Random.Chance(Faults.Stalls))
        {
            var silo = Random.Of<SimSilo>(_silos);
            silo.IsStalled = !silo.IsStalled;
            Scheduler.Trace?.Add($"{Scheduler.Draws,5} {silo.Name} {(silo.IsStalled ? "stands still" : "goes on")}");
        }

        if (Random.Chance(Faults.Passing))
        {
            Scheduler.Pass(Random.Of(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(40), TimeSpan.FromMinutes(40)));
            Scheduler.Trace?.Add($"{Scheduler.Draws,5} it is {Scheduler.GetUtcNow():T}");
        }
    }

    private void Kill(int i)
    {
        var silo = _silos[i];
        silo.IsDead = true;
        Scheduler.Trace?.Add($"{Scheduler.Draws,5} {silo.Name} dies");
        Scheduler.Post(null, $"{silo.Name} is known to be dead", () => _dead.Add(silo.Name));
        foreach (var call in _calls.Where(c => c.Silo == silo))
        {
            Scheduler.Post(null, "a client loses its connection", call.Lose);
        }

        _calls.RemoveAll(c => c.Silo == silo);
        _silos[i] = Silo(i == 0 ? "a" : "b", ++_kills + 1);
    }

    private void GoOn()
    {
        _silos[0].IsStalled = _silos[1].IsStalled = false;
        Scheduler.Pass(TimeSpan.FromSeconds(5));
    }

    private SimSilo Silo(string name, int generation) =>
        new($"{name}/{generation}", this, silo => Sin.Reach(new SimLog(_store, silo, Scheduler, Random, Faults), silo, this));
}
