using Mesh.Contracts.Cluster;
using Mesh.Contracts.Routing;

namespace Mesh.Routing.Load;

/// <summary>What the other silos' requests took of a model's engines, put together. Immutable.</summary>
internal sealed class PeerDemand
{
    private const int ClassCount = 3;
    private const int StandingCount = 4;
    private readonly double[] _classes = new double[ClassCount];
    private readonly double[] _standings = new double[StandingCount];
    private readonly int[] _most = new int[ClassCount];
    private readonly int[] _strangers = new int[ClassCount];
    private readonly Dictionary<(WorkClass Class, string Tenant), double> _tenants = [];

    private PeerDemand()
    {
    }

    /// <summary>Nothing.</summary>
    public static PeerDemand None { get; } = new();

    /// <summary>Tokens by class.</summary>
    public IReadOnlyList<double> Classes => _classes;

    /// <summary>Tokens by standing.</summary>
    public IReadOnlyList<double> Standings => _standings;

    /// <summary>Puts reports together.</summary>
    /// <param name="reports">The other silos'.</param>
    /// <param name="isKnown">Whether this silo has work of a class and tenant itself.</param>
    public static PeerDemand Of(IEnumerable<DemandReport> reports, Func<int, string, bool> isKnown)
    {
        PeerDemand? sum = null;
        foreach (var report in reports)
        {
            sum ??= new PeerDemand();
            for (var c = 0; c < ClassCount; c++)
            {
                sum._classes[c] += c < report.Classes.Length ? report.Classes[c] : 0;
                sum._most[c] = Math.Max(sum._most[c], c < report.Tenants.Length ? report.Tenants[c] : 0);
            }

            for (var s = 0; s < StandingCount; s++)
            {
                sum._standings[s] += s < report.Standings.Length ? report.Standings[s] : 0;
            }

            foreach (var (workClass, tenant, tokens) in report.Largest)
            {
                sum._tenants[(workClass, tenant)] = sum.Of(workClass, tenant) + tokens;
            }
        }

        foreach (var (workClass, tenant) in sum?._tenants.Keys ?? Enumerable.Empty<(WorkClass, string)>())
        {
            sum!._strangers[(int)workClass] += isKnown((int)workClass, tenant) ? 0 : 1;
        }

        return sum ?? None;
    }

    /// <summary>Tokens of a tenant, as far as it is among those that were told.</summary>
    public double Of(WorkClass workClass, string tenant) => _tenants.GetValueOrDefault((workClass, tenant));

    /// <summary>How many tenants of a class there are on all silos, at least: not all are told by name.</summary>
    /// <param name="workClass">The class.</param>
    /// <param name="own">How many this silo has.</param>
    public int TenantsWith(int workClass, int own) => Math.Max(own + _strangers[workClass], _most[workClass]);
}
