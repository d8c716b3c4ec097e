using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Admission;

namespace Mesh.Grains.Turns;

/// <summary>Serves what was decided once there is room for it.</summary>
public sealed class AdmittedCalls(AdmissionControl admission)
{
    /// <summary>Waits for room and serves. Bounded by the deadline and by the queue's longest wait: what finds its places taken at the gate waits again.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="query">What was asked.</param>
    /// <param name="expires">When its time is over, as a timestamp.</param>
    /// <param name="serve">Serves by a decision, which may be a fresher one. It asks the gate before it returns.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MeshException">no_capacity; whatever serving throws.</exception>
    public async Task<T> RunAsync<T>(RouteDecision decision, RouteQuery query, long expires, Func<RouteDecision, Task<T>> serve, CancellationToken cancellationToken)
    {
        var pass = await admission.AdmitAsync(decision, query, expires, cancellationToken);
        var counted = false;
        while (true)
        {
            try
            {
                var serving = serve(pass.Decision);
                if (!serving.IsFaulted)
                {
                    counted = counted || admission.Count(pass.Decision, query);
                    admission.Passed(pass);
                }

                return await serving;
            }
            catch (MeshException e) when (AdmissionControl.WasFull(e.Error) || AdmissionControl.WasCutShort(e.Error, pass.Decision))
            {
                pass = await admission.ReturnAsync(pass, e.Error, query, expires, cancellationToken);
            }
            catch
            {
                admission.Passed(pass);
                throw;
            }
        }
    }

    /// <summary>The chat with the class by which it was decided, which may be the route's: the gate goes by it too.</summary>
    public static ChatTask Classed(ChatTask task, RouteDecision decision) =>
        Inherits(task.Query, decision) ? task.Asking(task.Query with { Class = decision.Class }) : task;

    /// <summary>Whether the decision's class is the route's and not the caller's.</summary>
    public static bool Inherits(RouteQuery query, RouteDecision decision) => query.Class is null && decision.Class != WorkClass.Standard;
}
