using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Tasks;

namespace Mesh.Strategies.Plans.Records;

/// <summary>What a plan that outlives its process keeps of its nodes: one whose answer is in it is answered from it and never asked again. Thread-safe.</summary>
public interface IPlanRecord
{
    /// <summary>Data classes that were found in what models were shown, in earlier walks too.</summary>
    FoundClasses Found { get; }

    /// <summary>A node's answer from an earlier walk; null where it has none.</summary>
    /// <param name="path">Its path from the root.</param>
    /// <exception cref="OperationCanceledException">The walk is over.</exception>
    ValueTask<KeptNode?> FindAsync(string path);

    /// <summary>A model is about to be asked; nobody asks it before this is kept.</summary>
    /// <param name="path">The path of the node that asks.</param>
    /// <param name="most">What is reserved for it.</param>
    /// <param name="cancellationToken">Ends the wait for leave to ask.</param>
    /// <exception cref="Contracts.Errors.MeshException">It may not be asked any more.</exception>
    /// <exception cref="OperationCanceledException">The walk is over.</exception>
    Task BeginAsync(string path, PlanCost most, CancellationToken cancellationToken);

    /// <summary>A node has answered; nothing that depends on it begins before this is kept.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="answer">Its answer.</param>
    /// <param name="report">What it did.</param>
    /// <exception cref="Contracts.Errors.MeshException">upstream_failed, reason answer_too_long or record_full: the record does not hold it.</exception>
    /// <exception cref="OperationCanceledException">The walk is over.</exception>
    Task KeepAsync(string path, NodeAnswer answer, NodeReport report);

    /// <summary>A node has failed or was ended. Where it had begun to ask a model, what that took is kept.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="report">What it did.</param>
    Task LoseAsync(string path, NodeReport report);

    /// <summary>A node waits for a person, which may take days; whoever runs the plan need hold nothing ready for it meanwhile.</summary>
    /// <param name="wait">The wait.</param>
    /// <exception cref="OperationCanceledException">The walk is over.</exception>
    Task<T> AwayAsync<T>(Func<Task<T>> wait);
}
