using Mesh.Contracts.Cluster;
using Mesh.Grains.Catalog;
using Mesh.Grains.Endpoints;
using Mesh.Grains.Workers;

namespace Mesh.Grains.Fabric;

/// <summary>What the rows change on this silo: its view, and what its decisions and gates go by.</summary>
internal sealed class FabricEffects(FabricTable table, CatalogView views, EndpointGates gates, ILocalEngines local, OwnRows own, EndpointAuthorities authorities)
{
    private static readonly TimeSpan s_grace = TimeSpan.FromMinutes(1);
    private long _heard;

    /// <summary>Brings everything up to date; ten times a second, from one thread at a time.</summary>
    public void Apply(int generation)
    {
        TakeOwnEngines(generation);
        HearOwnAuthorities();
        table.Look();
        views.Refresh();
        var others = table.Work();
        var demands = table.Demands();
        foreach (var (model, demand) in views.Demands)
        {
            demand.Hear(demands[model]);
        }

        var silos = table.Edges + 1;
        foreach (var served in views.Current.Endpoints.Values)
        {
            var peers = others.GetValueOrDefault(served.Name);
            served.Stats.PeersInFlight = peers.InFlight;
            if (served.Engine is { } engine)
            {
                var work = served.Stats.Work;
                (work.PeersUnread, work.PeersHeld, work.PeersPrompts) = (peers.Unread, peers.Held, peers.Prompts);
                work.Follow(engine.Report.Epoch, engine.Report.PrefillTokensPerSecond);
                served.Prefixes?.Follow(served.Name, engine.Report.Epoch);
                work.Sweep(views.Current.LongestDeadline + s_grace);
                var gate = gates[served.Name];
                gate.Follow(engine.Returns);
                gate.Share(EngineShares.Of(served.EngineConcurrency, served.Stats.PeersInFlight, silos));
            }
        }
    }

    /// <summary>What endpoint grains say holds here at once.</summary>
    public void Apply(IEnumerable<AuthorityReport> words)
    {
        foreach (var authority in words)
        {
            if (!views.Current.Endpoints.TryGetValue(authority.Endpoint, out var served))
            {
                continue;
            }

            if (authority.CoolingFor > TimeSpan.Zero)
            {
                served.Stats.Circuit.CoolDown(authority.CoolingFor);
            }

            gates[authority.Endpoint].Recall(authority.RecallNumber);
            if (authority.ProbeNumber > 0)
            {
                served.Stats.Circuit.Probed(authority.ProbeNumber, authority.ProbePassed, authority.ProbeAgo);
            }
        }
    }

    private void HearOwnAuthorities()
    {
        var news = authorities.Read().Where(a => a.Change > _heard).ToArray();
        if (news.Length > 0)
        {
            _heard = news.Max(a => a.Change);
            Apply(news.Select(a => a.Report));
        }
    }

    private void TakeOwnEngines(int generation)
    {
        var reports = local.Reports;
        foreach (var report in reports)
        {
            table.Engines.Take(own.Silo, generation, report, local.RootOf(report.Engine));
        }

        table.Engines.Lose(own.Silo, e => !reports.Any(r => string.Equals(r.Engine, e.Name, StringComparison.OrdinalIgnoreCase)));
    }
}
