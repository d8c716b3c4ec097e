using Mesh.Contracts.Cluster;
using Mesh.Contracts.Endpoints;
using Mesh.Grains.Fabric;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Grains.Tests.Fabric;

public sealed class FabricOutboxTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FabricOutbox _outbox;

    public FabricOutboxTests() => _outbox = new FabricOutbox("a", _time);

    [Fact]
    public void Next_First_IsWholeAndThenEmptyWhileNothingChanges()
    {
        Assert.True(_outbox.Next(Rows.Of(Rows.Gate("x"))).IsWhole);

        var second = _outbox.Next(Rows.Of(Rows.Gate("x")));
        Assert.False(second.IsWhole);
        Assert.Equal((2, 0, 0), (second.Sequence, second.Gates.Length, second.Loads.Length));
        Assert.Null(second.Self);
    }

    [Fact]
    public void Whole_OverFiftyRounds_IsEachSilosTurnOnce()
    {
        var turns = Enumerable.Range(0, FabricOutbox.WholeEvery).SelectMany(_ =>
        {
            _outbox.Next(Rows.Of());
            return Enumerable.Range(0, 8).Where(_outbox.IsWhole).ToArray();
        });

        Assert.Equal(Enumerable.Range(0, 8), turns.Order());
    }

    [Fact]
    public void Next_FiguresOfManyGates_ComeAFewAtATimeAndEachOnce()
    {
        var gates = Enumerable.Range(1, 40).Select(i => Rows.Gate($"e{i}", number: i)).ToArray();
        _outbox.Next(Rows.Of(gates));
        _time.Advance(TimeSpan.FromSeconds(1));
        gates = [.. gates.Select(g => g with { RequestsPerSecond = 5, InFlight = 2 })];

        var rounds = Enumerable.Range(0, 3).Select(_ => _outbox.Next(Rows.Of(gates))).ToArray();

        Assert.Equal([16, 16, 8], rounds.Select(r => r.Gates.Length));
        Assert.Equal([24, 0, 0], rounds.Select(r => r.Loads.Length));
        Assert.Equal(40, rounds.SelectMany(r => r.Gates).Select(g => g.Endpoint).Distinct().Count());
    }

    [Fact]
    public void Next_DemandThatFadesAllTheTime_IsToldOnceASecondAndInEachWhole()
    {
        var rows = Rows.Of() with { Demands = [new DemandReport { Model = "m" }] };
        _outbox.Next(rows);

        var told = Enumerable.Range(0, 30).Select(_ =>
        {
            _time.Advance(TimeSpan.FromSeconds(0.1));
            return _outbox.Next(rows).Demands.Length;
        });

        Assert.Equal(3, told.Sum());
        Assert.Equal("m", Assert.Single(_outbox.Whole(rows).Demands).Model);
    }

    [Fact]
    public void Next_LoadThatChanged_IsToldAtOnceAndInFewBytes()
    {
        _outbox.Next(Rows.Of(Rows.Gate("x", number: 7), Rows.Gate("y", number: 8)));

        var batch = _outbox.Next(Rows.Of(Rows.Gate("x", 3, 7), Rows.Gate("y", number: 8)));

        Assert.Equal(new GateLoad(7, 3, 0), Assert.Single(batch.Loads));
        Assert.Empty(batch.Gates);
        Assert.Empty(_outbox.Next(Rows.Of(Rows.Gate("x", 3, 7), Rows.Gate("y", number: 8))).Loads);
    }

    // A first token takes a prompt away and leaves the rest of the load as it is, if another prompt of the same length has come.
    [Fact]
    public void Next_NumberOfPromptsAloneChanged_IsToldAtOnce()
    {
        _outbox.Next(Rows.Of(Rows.Gate("x", 3, 7) with { PrefillTokens = 100, Prompts = 2 }));

        var batch = _outbox.Next(Rows.Of(Rows.Gate("x", 3, 7) with { PrefillTokens = 100, Prompts = 1 }));

        Assert.Equal(new GateLoad(7, 3, 100, Prompts: 1), Assert.Single(batch.Loads));
    }

    [Fact]
    public void Next_Figures_AreToldOnceASecondAndHealthAtOnce()
    {
        _outbox.Next(Rows.Of(Rows.Gate("x")));
        var busy = Rows.Gate("x") with { RequestsPerSecond = 5 };
        Assert.Empty(_outbox.Next(Rows.Of(busy)).Gates);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(busy, Assert.Single(_outbox.Next(Rows.Of(busy)).Gates));

        var open = busy with { Circuit = CircuitState.Open, Cause = CircuitCause.Unreachable };
        Assert.Equal(open, Assert.Single(_outbox.Next(Rows.Of(open)).Gates));
    }

    [Fact]
    public void Next_RevisionAndDrain_AreToldAtOnce()
    {
        var rows = Rows.Of();
        _outbox.Next(rows);

        Assert.Null(_outbox.Next(rows with { Self = rows.Self with { InFlight = 5 } }).Self);
        Assert.Equal(2, _outbox.Next(rows with { Self = rows.Self with { Revision = 2 } }).Self!.Revision);
        Assert.True(_outbox.Next(rows with { Self = rows.Self with { Revision = 2, IsDraining = true } }).Self!.IsDraining);
    }

    [Fact]
    public void Next_EngineAndAuthority_AreToldWhenTheyChange()
    {
        var rows = Rows.Of() with { Engines = [Rows.Engine("n")], Authorities = [(1, new AuthorityReport("x", TimeSpan.FromSeconds(5), 0, false, default))] };
        _outbox.Next(rows);
        var same = _outbox.Next(rows with { Engines = [Rows.Engine("n")], Authorities = [(1, new AuthorityReport("x", TimeSpan.FromSeconds(4), 0, false, default))] });
        Assert.Equal((0, 0), (same.Engines.Length, same.Authorities.Length));

        var changed = _outbox.Next(rows with { Engines = [Rows.Engine("n") with { Running = 1 }], Authorities = [(2, new AuthorityReport("x", default, 1, true, default))] });
        Assert.Equal((1, 1), (changed.Engines.Length, changed.Authorities.Length));
    }

    // What one silo was told by being asked, the others have not been told.
    [Fact]
    public void Whole_ForOneThatAsks_LeavesTheOthersToBeTold()
    {
        _outbox.Next(Rows.Of(Rows.Gate("x")));
        var pulled = _outbox.Whole(Rows.Of(Rows.Gate("x", 4)));
        var next = _outbox.Next(Rows.Of(Rows.Gate("x", 4)));

        Assert.Equal((4, 4), (pulled.Gates[0].InFlight, Assert.Single(next.Loads).InFlight));
        Assert.True(next.Sequence > pulled.Sequence);
    }
}
