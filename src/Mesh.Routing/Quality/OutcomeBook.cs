using Mesh.Contracts.Routing;

namespace Mesh.Routing.Quality;

/// <summary>
/// Outcomes of the whole mesh by task, model and tenant, so that no tenant alone decides how good a model is for all: where the mesh has more than
/// one, the outcomes of the one that told most of a pair count for as much as all others' together, or as a declared figure, whichever is
/// more. Not thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class OutcomeBook(TimeProvider time)
{
    /// <summary>Most pairs of task and model; outcomes of further ones are not counted.</summary>
    public const int MostPairs = CapabilityMatrix.MostCells;

    /// <summary>Tenants of a pair that are kept apart; further ones count together, as one.</summary>
    public const int MostTenants = 32;

    /// <summary>Tenants of all pairs that are kept apart.</summary>
    public const int MostShares = 100_000;

    /// <summary>Outcomes up to which a tenant counts in full, whatever the others tell.</summary>
    public const double Alone = CapabilityMatrix.DeclaredWeight;

    private const string Others = "";
    private const double Faded = 0.01;
    private readonly Dictionary<(string Task, string Model), Dictionary<string, OutcomeCount>> _pairs = [];
    private string? _first;
    private int _shares;

    /// <summary>Whether more than one tenant uses the mesh, so that none may outweigh the others.</summary>
    public bool IsShared { get; private set; }

    /// <summary>What counts of each pair.</summary>
    public IReadOnlyList<QualityCell> Cells
    {
        get
        {
            var now = time.GetUtcNow();
            return [.. _pairs.Select(p => Counted(p.Key, p.Value, now)).Where(c => c.Good + c.Bad > Faded)];
        }
    }

    /// <summary>What each tenant told, to be kept.</summary>
    public IReadOnlyList<QualityCell> Shares
    {
        get
        {
            var now = time.GetUtcNow();
            return
            [
                .. from pair in _pairs
                   from share in pair.Value
                   let count = share.Value.At(now)
                   where count.Good + count.Bad > Faded
                   select new QualityCell(pair.Key.Task, pair.Key.Model, count.Good, count.Bad, now) { Tenant = share.Key },
            ];
        }
    }

    /// <summary>Takes what was kept, in the place of nothing.</summary>
    /// <param name="shares">What each tenant told.</param>
    /// <param name="isShared">Whether more than one tenant used the mesh.</param>
    public void Open(IEnumerable<QualityCell> shares, bool isShared)
    {
        IsShared = isShared;
        foreach (var told in shares)
        {
            See(told.Tenant);
            Share((told.Task, told.Model), told.Tenant)?.Take(told, 0);
        }
    }

    /// <summary>Counts an outcome; gives what counts of the pair then, null when there are too many pairs already.</summary>
    /// <param name="task">The class of tasks.</param>
    /// <param name="model">The model.</param>
    /// <param name="reward">How well it went, 0 to 1.</param>
    /// <param name="tenant">Who says it.</param>
    /// <param name="hasOthers">Whether other tenants use the mesh too, whatever they tell.</param>
    public QualityCell? Record(string task, string model, double reward, string tenant, bool hasOthers)
    {
        var pair = Key(task, model);
        if (Share(pair, tenant) is not { } share)
        {
            return null;
        }

        IsShared |= hasOthers;
        See(tenant);
        var now = time.GetUtcNow();
        share.Add(reward, 1, now);
        return Counted(pair, _pairs[pair], now);
    }

    /// <summary>What counts of a pair; null where nobody told anything of it.</summary>
    public QualityCell? Find(string task, string model)
    {
        var pair = Key(task, model);
        return _pairs.TryGetValue(pair, out var tenants) ? Counted(pair, tenants, time.GetUtcNow()) : null;
    }

    private static (string Task, string Model) Key(string task, string model) => (task.ToLowerInvariant(), model.ToLowerInvariant());

    private void See(string tenant)
    {
        if (tenant != Others)
        {
            IsShared |= (_first ??= tenant) != tenant;
        }
    }

    private OutcomeCount? Share((string Task, string Model) pair, string tenant)
    {
        if (!_pairs.TryGetValue(pair, out var tenants))
        {
            if (_pairs.Count >= MostPairs)
            {
                return null;
            }

            _pairs[pair] = tenants = new Dictionary<string, OutcomeCount>(StringComparer.Ordinal);
        }

        tenant = tenants.ContainsKey(tenant) || (tenants.Count < MostTenants && _shares < MostShares) ? tenant : Others;
        if (!tenants.TryGetValue(tenant, out var share))
        {
            tenants[tenant] = share = new OutcomeCount(CapabilityMatrix.HalfLife);
            _shares++;
        }

        return share;
    }

    // Only the one that told most can have told more than all others together.
    private QualityCell Counted((string Task, string Model) pair, Dictionary<string, OutcomeCount> tenants, DateTimeOffset now)
    {
        double good = 0, bad = 0;
        (double Good, double Bad) most = default;
        foreach (var share in tenants.Values)
        {
            var told = share.At(now);
            (good, bad) = (good + told.Good, bad + told.Bad);
            most = told.Good + told.Bad > most.Good + most.Bad ? told : most;
        }

        var top = most.Good + most.Bad;
        var allowed = Math.Max(Alone, good + bad - top);
        if (IsShared && top > allowed)
        {
            var cut = 1 - (allowed / top);
            (good, bad) = (good - (most.Good * cut), bad - (most.Bad * cut));
        }

        return new QualityCell(pair.Task, pair.Model, good, bad, now);
    }
}
