namespace Mesh.Contracts.Plans;

/// <summary>Sees a plan while it runs.</summary>
public interface IPlanWatch
{
    /// <summary>A node has begun, ended or decided. Comes from any thread, often, and must return at once: the plan does not wait.</summary>
    /// <param name="report">The plan as it stands when it is asked for.</param>
    void Changed(Func<NodeReport> report);
}
