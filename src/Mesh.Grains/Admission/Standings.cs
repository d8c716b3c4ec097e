using Mesh.Contracts.Routing;
using Mesh.Routing.Load;

namespace Mesh.Grains.Admission;

/// <summary>As what those who wait count at a model's engines, at one moment. Those of one tenant stand beside each other, so that each is looked up once. Not thread-safe.</summary>
/// <param name="demand">Who took how much; null where nobody counts, and each counts as of its class.</param>
internal sealed class Standings(ModelDemand? demand)
{
    private (WorkClass Class, string? Tenant, EngineStanding Standing) _last;

    /// <summary>As what a request counts.</summary>
    public EngineStanding Of(WorkClass workClass, string tenant)
    {
        if (demand is null)
        {
            return (EngineStanding)workClass;
        }

        if (_last.Class != workClass || _last.Tenant != tenant)
        {
            _last = (workClass, tenant, demand.StandingOf(workClass, tenant));
        }

        return _last.Standing;
    }
}
